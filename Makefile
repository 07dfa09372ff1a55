# The commands of the project; dev.py does the work. Another Python: make PYTHON=python3.12 test
PYTHON ?= python3

.PHONY: run test quick check dates bench truth lock
run test quick check dates bench truth lock:
	@$(PYTHON) dev.py $@ $(ARGS)
