"""Results taken away: files, papers, the interface for programs, mails."""
