"""Runs a DAG file with a small stand-in for Airflow. Arguments: the file, the input as JSON. Prints what happened as JSON."""
import json
import sys
import types

source, data = open(sys.argv[1]).read(), json.loads(sys.argv[2])


class Fail(Exception):
    pass


class Dag:
    def __init__(self, **arguments):
        self.arguments = arguments

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


operators = []


class Operator:
    is_branch = False

    def __init__(self, **arguments):
        self.arguments = arguments
        self.id = arguments["task_id"]
        self.upstream, self.downstream = [], []
        operators.append(self)

    def __rshift__(self, other):
        self.downstream.append(other)
        other.upstream.append(self)
        return other


class Branch(Operator):
    is_branch = True


def module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        setattr(made, key, value)
    sys.modules[name] = made


for name in ["airflow", "airflow.providers", "airflow.providers.standard", "airflow.providers.standard.operators"]:
    module(name)
module("airflow.sdk", DAG=Dag)
module("airflow.exceptions", AirflowFailException=Fail)
module("airflow.providers.standard.operators.python", BranchPythonOperator=Branch, PythonOperator=Operator)

scope = {}
exec(compile(source, "dag.py", "exec"), scope)
for resource in scope["WORK"]:
    scope["WORK"][resource] = lambda parameters: {"given": parameters}
if len(sys.argv) > 3:
    def failing(parameters):
        raise scope["TaskError"](sys.argv[3], "as asked")
    for resource in scope["WORK"]:
        scope["WORK"][resource] = failing

values, status, chosen, order = {}, {}, {}, []


class TaskInstance:
    def __init__(self, id, try_number):
        self.id, self.try_number = id, try_number

    def xcom_push(self, key, value):
        values[self.id] = value

    def xcom_pull(self, task_ids, key):
        return values.get(task_ids)


def is_ready(operator):
    states = [status[one.id] for one in operator.upstream]
    if not states:
        return True
    if any(one.is_branch and status[one.id] == "success" and chosen.get(one.id) != operator.id for one in operator.upstream):
        others = [one for one in operator.upstream if not (one.is_branch and chosen.get(one.id) != operator.id)]
        if not any(status[one.id] == "success" for one in others):
            return False
    if operator.arguments.get("trigger_rule"):
        return "failed" not in states and "success" in states
    return all(state == "success" for state in states)


error = None
pending = list(operators)
while pending:
    operator = next(one for one in pending if all(before.id in status for before in one.upstream))
    pending.remove(operator)
    if not is_ready(operator):
        status[operator.id] = "skipped" if "failed" not in [status[one.id] for one in operator.upstream] else "failed"
        continue
    order.append(operator.id)
    attempts = operator.arguments.get("retries", 0) + 1
    for attempt in range(1, attempts + 1):
        conf = types.SimpleNamespace(conf=data)
        try:
            result = operator.arguments["python_callable"](ti=TaskInstance(operator.id, attempt), dag_run=conf)
            status[operator.id] = "success"
            chosen[operator.id] = result
            break
        except Fail as failure:
            status[operator.id], error = "failed", str(failure)
            break
        except Exception as failure:
            status[operator.id], error = "failed", str(failure)

ends = [one.id for one in operators if status[one.id] == "success" and not any(status[next.id] == "success" for next in one.downstream)]
edges = [[one.id, next.id] for one in operators for next in one.downstream]
output = values[ends[-1]]["value"] if ends and "failed" not in status.values() else None
print(json.dumps({"order": order, "edges": edges, "output": output, "error": error if "failed" in status.values() else None}))
