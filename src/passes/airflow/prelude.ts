/** The start of every exported file: the Python functions by which states read, write and fail. */
export const airflowImports = `from __future__ import annotations

import json
import re
import time
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Optional

try:
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow.models.dag import DAG
from airflow.exceptions import AirflowFailException
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
`

export const airflowPrelude = `class TaskError(Exception):
    """Raise it in a function of WORK to fail with an error name that retry and catch match."""

    def __init__(self, error: str, cause: str = ""):
        super().__init__(cause)
        self.error = error


@dataclass(frozen=True)
class Step:
    upstream: tuple
    run: Callable[[Any], Any]
    choose: Optional[Callable[[Any], str]] = None
    next_id: Optional[str] = None
    retriers: tuple = ()
    catchers: tuple = ()
    joins: tuple = ()


def at(data, keys):
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError) as missing:
            raise AirflowFailException(f"States.Runtime: no value at {list(keys)}") from missing
    return data


def has(data, keys):
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def put(data, keys, value):
    if not keys:
        return value
    copy = deepcopy(data)
    inner = copy
    for key in keys[:-1]:
        inner = inner.setdefault(key, {}) if isinstance(key, str) else inner[key]
    inner[keys[-1]] = value
    return copy


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def to_time(value):
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return None


def compare(kind, left, symbol, right):
    if kind == "Timestamp":
        left, right = to_time(left), to_time(right)
    fits = {
        "String": lambda value: isinstance(value, str),
        "Numeric": is_number,
        "Boolean": lambda value: isinstance(value, bool),
        "Timestamp": lambda value: value is not None,
    }[kind]
    if not (fits(left) and fits(right)):
        return False
    return {
        "==": lambda: left == right,
        "<": lambda: left < right,
        ">": lambda: left > right,
        "<=": lambda: left <= right,
        ">=": lambda: left >= right,
    }[symbol]()


def matches(value, pattern):
    return isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None


def matches_error(names, error):
    wide = "States.ALL" in names or ("States.TaskFailed" in names and error != "States.Timeout")
    return wide or error in names


def read_output(context, ids):
    pulled = [context["ti"].xcom_pull(task_ids=task_id, key="output") for task_id in ids]
    return next((one["value"] for one in pulled if one is not None), None)


def read_input(step, context):
    if step.joins:
        return [read_output(context, ids) for ids in step.joins]
    if not step.upstream:
        return dict(context["dag_run"].conf or {})
    return read_output(context, step.upstream)


def invoke_lambda(name):
    def invoke(parameters):
        from airflow.providers.amazon.aws.hooks.lambda_function import LambdaHook

        response = LambdaHook().invoke_lambda(function_name=name, payload=json.dumps(parameters))
        payload = json.loads(response["Payload"].read() or "null")
        if "FunctionError" in response:
            raise TaskError(payload.get("errorType", "Lambda.Unknown"), json.dumps(payload))
        return payload

    return invoke


def work(resource, parameters):
    if WORK[resource] is None:
        raise AirflowFailException(f"WORK has no function for {resource}")
    return WORK[resource](parameters)


def fail(error, cause):
    raise AirflowFailException(f"{error}: {cause}")


def no_rule_matches():
    raise AirflowFailException("States.NoChoiceMatched: no rule matches, and there is no default")


def sleep(data, seconds):
    time.sleep(max(0, seconds))
    return data


def seconds_until(text):
    moment = to_time(text)
    if moment is None:
        raise AirflowFailException(f"States.Runtime: {text!r} is not a timestamp")
    return (moment - datetime.now(timezone.utc)).total_seconds()


def call(task_id):
    def run(**context):
        step, ti = STEPS[task_id], context["ti"]
        data = read_input(step, context)
        try:
            output = step.run(data)
        except AirflowFailException:
            raise
        except Exception as failure:
            error = getattr(failure, "error", type(failure).__name__)
            for names, most in step.retriers:
                if matches_error(names, error):
                    if ti.try_number <= most:
                        raise
                    break
            for names, target, keys in step.catchers:
                if matches_error(names, error):
                    caught = {"Error": error, "Cause": str(failure)}
                    value = data if keys is None else put(data, keys, caught)
                    ti.xcom_push(key="output", value={"value": value})
                    return target
            raise AirflowFailException(f"{error}: {failure}") from failure
        ti.xcom_push(key="output", value={"value": output})
        return step.choose(data) if step.choose else step.next_id

    return run
`
