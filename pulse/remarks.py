"""What people of the demo company write: by question code; "" for the comment at the end."""

REMARKS: dict[str, tuple[str, ...]] = {
    "": (
        "The new hand-over sheet saves me half an hour a day. Please keep it.",
        "We hear about changes after customers do.",
        "I like that mistakes are talked about openly now.",
        "Weekend shifts are still shared out unfairly.",
        "Nobody has told us why the second approval is needed.",
        "Good month. The team stuck together during the outage.",
        "I would like to hear back about the idea box.",
        "Too many tools, too little time to learn them.",
        "My questions get answered, even the awkward ones.",
        "We promised customers a date that was never ours to promise.",
        "Meetings start late and end later.",
        "Please let the people who do the work choose the supplier.",
    ),
    "Q1": (
        "Say what was decided, and why, on the same day.",
        "Keep the promises from the last town hall before making new ones.",
        "Answer the hard questions first.",
        "Spend a shift with us once a quarter.",
        "Tell us when something will not happen.",
    ),
    "Q2": (
        "Waiting for sign-offs.",
        "The ticket system was slow for most of the month.",
        "Two people missing and no plan for it.",
        "Rules for refunds that nobody can explain.",
        "Parts that arrived late.",
    ),
    "Q3": (
        "The morning round: ten minutes, and everybody knows the day.",
        "Buddies for new colleagues.",
        "Being allowed to settle small complaints on the spot.",
        "The calm way problems are handled here.",
    ),
    "Q4": (
        "Shift planning for the summer.",
        "What happens after the reorganisation.",
        "Why customers wait longer than last year.",
        "Who decides what, in one picture.",
    ),
}
