.PHONY: run test check office requirements
PYTHON = .venv/bin/python

run:            ## install what is missing and start everything on http://127.0.0.1:8000
	@scripts/install
	@CANCU_SAMPLES=$${CANCU_SAMPLES:-1} exec .venv/bin/cancu serve

test: check     ## install what the tests need and pass them
	@$(PYTHON) -m pytest -n 2 --dist loadfile

check:          ## style, types
	@scripts/install dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

office:         ## also read DOC, XLS, RTF and ODT, through LibreOffice
	@scripts/install office

requirements:   ## pin the newest releases again (needs uv)
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -c requirements/runtime.txt -o requirements/dev.txt
