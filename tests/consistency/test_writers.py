"""What changes a state, who starts a job, who reads the clock."""

import ast
from collections import defaultdict
from pathlib import Path

from tests.consistency import repository as repo
from tiepcanpl.celery import app
from tiepcanpl.kit.jobs import Job

# The whole product: which module writes the state of what.
STATE_WRITERS = {
    "assessments/services/workflow.py": {"dossier"},
    "assessments/services/drafts.py": {"draft"},
    "assessments/services/campaigns.py": {"campaign"},
    "assessments/services/meetings.py": {"meeting"},
    "assessments/services/proceedings.py": {"item"},
    "assessments/services/numbering.py": {"report"},
    "assessments/services/readings.py": {"reading", "rows"},
    "assessments/services/report_parts.py": {"report", "part", "mine"},
    "assessments/services/report_runs.py": {"report", "mine"},
    "assessments/services/reports.py": {"report"},
    "assessments/services/scans.py": {"scan"},
}
CLOCK = {"now", "today", "localdate", "localtime", "utcnow"}
MAY_READ_THE_CLOCK = ("views", "tasks", "management", "admin", "portal")


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(repo.tree(path)) if isinstance(node, ast.Call)]


def _assigned(node: ast.AST) -> list[ast.expr]:
    """Return the targets of an assignment; `a.state, b = …` has two."""
    if isinstance(node, ast.Assign):
        parts = (target.elts if isinstance(target, ast.Tuple) else [target] for target in node.targets)
        return [part for some in parts for part in some]
    return [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign)) else []


def _written_states(path: Path) -> set[str]:
    """Name the things whose `state` the module sets: by assignment, in a queryset's update, by setattr or in bulk."""
    targets = [target for node in ast.walk(repo.tree(path)) for target in _assigned(node)]
    found = {ast.unparse(t.value) for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"}
    for call in _calls(path):
        called = ast.unparse(call.func)
        if called.endswith(".update") and any(keyword.arg == "state" for keyword in call.keywords):
            found.add(called.removesuffix(".update").split("(")[0])
        if called == "setattr" or called.endswith("bulk_update"):
            found |= {called for part in ast.walk(call) if isinstance(part, ast.Constant) and part.value == "state"}
    return found - {"self"}


def test_one_writer_of_each_state() -> None:
    found = {repo.name(p): _written_states(p) for p in repo.python_files("assessments", "communes")}
    assert {path: states for path, states in found.items() if states} == STATE_WRITERS


def test_every_job_has_a_task_and_every_task_a_job() -> None:
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {job.value for job in Job}


def test_jobs_start_by_name() -> None:
    """Nothing calls `.delay` or `.apply_async`: the kit does, once the transaction is committed."""
    found = defaultdict(list)
    for path in repo.python_files(*repo.PRODUCT):
        for call in _calls(path):
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"delay", "apply_async", "send_task"}:
                found[repo.name(path)].append(call.func.attr)
    assert found == {"tiepcanpl/kit/jobs.py": ["apply_async"]}


def test_only_the_edges_read_the_clock() -> None:
    """Below views, tasks and commands the time is an argument; converting one that was given is no reading."""
    found = []
    for path in repo.python_files("assessments", "communes"):
        if path.relative_to(repo.ROOT).parts[1].removesuffix(".py") in MAY_READ_THE_CLOCK:
            continue
        for call in _calls(path):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in CLOCK and not call.args:
                found.append(f"{repo.name(path)}:{call.lineno}")
    assert found == []
