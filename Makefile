# The commands of the project; dev.py does the work, and `make help` names them. Another Python: make PYTHON=python3.12 test
PYTHON ?= python3
# One test on one database: make one T=tests/people/test_names.py::test_y DB=postgresql
WORDS = $(T) $(if $(DB),--database=$(DB)) $(ARGS)

.PHONY: help run test one quick check format lint types dates bench truth lock
help run test one quick check format lint types dates bench truth lock:
	@$(PYTHON) dev.py $@ $(WORDS)
