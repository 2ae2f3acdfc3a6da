"""Calls every operation that boto3 knows of Step Functions, and every paginator. Prints the outcome of each as JSON.

usage: walk-operations.py ENDPOINT
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client(
    "stepfunctions",
    endpoint_url=sys.argv[1],
    region_name="eu-west-1",
    aws_access_key_id="111111111111",
    aws_secret_access_key="local",
    config=Config(inject_host_prefix=False, retries={"max_attempts": 0}),
)
outcomes = {}


def call(operation, **parameters):
    method = getattr(client, boto3.session.botocore.xform_name(operation))
    try:
        output = method(**parameters)
        outcomes[operation] = "ok"
        return output
    except ClientError as error:
        outcomes[operation] = error.response["Error"]["Code"]
        return {}


def machine(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


role = "arn:aws:iam::111111111111:role/any"
end = {"Type": "Pass", "End": True}
activity = call("CreateActivity", name="work")["activityArn"]
call("DescribeActivity", activityArn=activity)
call("ListActivities")
call("ValidateStateMachineDefinition", definition=machine(A=end))

work = machine(W={"Type": "Task", "Resource": activity, "Retry": [{"ErrorEquals": ["Again"]}], "End": True})
created = call("CreateStateMachine", name="work", definition=work, roleArn=role, publish=True)
arn, version = created["stateMachineArn"], created["stateMachineVersionArn"]
call("DescribeStateMachine", stateMachineArn=arn)
call("ListStateMachines")
call("TagResource", resourceArn=arn, tags=[{"key": "a", "value": "b"}])
call("ListTagsForResource", resourceArn=arn)
call("UntagResource", resourceArn=arn, tagKeys=["a"])
route = [{"stateMachineVersionArn": version, "weight": 100}]
alias = call("CreateStateMachineAlias", name="live", routingConfiguration=route)["stateMachineAliasArn"]
call("DescribeStateMachineAlias", stateMachineAliasArn=alias)
call("UpdateStateMachineAlias", stateMachineAliasArn=alias, description="the one in use")
call("ListStateMachineAliases", stateMachineArn=arn)
call("ListStateMachineVersions", stateMachineArn=arn)


def take():
    return call("GetActivityTask", activityArn=activity, workerName="boto3")["taskToken"]


execution = call("StartExecution", stateMachineArn=alias, input="{}")["executionArn"]
token = take()
call("SendTaskHeartbeat", taskToken=token)
call("SendTaskSuccess", taskToken=token, output="{}")
failing = call("StartExecution", stateMachineArn=arn, input="{}")["executionArn"]
call("SendTaskFailure", taskToken=take(), error="Broken")
call("DescribeExecution", executionArn=execution)
call("DescribeStateMachineForExecution", executionArn=execution)
call("ListExecutions", stateMachineArn=arn)
call("GetExecutionHistory", executionArn=execution)
call("StopExecution", executionArn=call("StartExecution", stateMachineArn=arn)["executionArn"])
call("RedriveExecution", executionArn=failing)
call("UpdateStateMachine", stateMachineArn=arn, definition=machine(A=end))
call("PublishStateMachineVersion", stateMachineArn=arn)
call("TestState", definition=json.dumps(end), roleArn=role, input="{}")

quick = call("CreateStateMachine", name="quick", definition=machine(A=end), roleArn=role, type="EXPRESS")
call("StartSyncExecution", stateMachineArn=quick["stateMachineArn"])

config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
child = {"ProcessorConfig": config, "StartAt": "W", "States": json.loads(work)["States"]}
each = machine(M={"Type": "Map", "ItemProcessor": child, "End": True})
mapping = call("CreateStateMachine", name="each", definition=each, roleArn=role)["stateMachineArn"]
mapped = call("StartExecution", stateMachineArn=mapping, input="[1]")["executionArn"]
token = take()
[run] = call("ListMapRuns", executionArn=mapped)["mapRuns"]
call("DescribeMapRun", mapRunArn=run["mapRunArn"])
call("UpdateMapRun", mapRunArn=run["mapRunArn"], maxConcurrency=2)
call("SendTaskSuccess", taskToken=token, output="{}")

inputs = {
    "get_execution_history": {"executionArn": execution},
    "list_activities": {},
    "list_executions": {"stateMachineArn": arn},
    "list_map_runs": {"executionArn": mapped},
    "list_state_machines": {},
}
pages = {}
for name, parameters in inputs.items():
    assert client.can_paginate(name), name
    pages[name] = len(list(client.get_paginator(name).paginate(**parameters, PaginationConfig={"PageSize": 1})))

call("DeleteStateMachineAlias", stateMachineAliasArn=alias)
call("DeleteStateMachineVersion", stateMachineVersionArn=version)
call("DeleteStateMachine", stateMachineArn=arn)
call("DeleteActivity", activityArn=activity)

missing = sorted(set(client.meta.service_model.operation_names) - set(outcomes))
print(json.dumps({"arn": arn, "outcomes": outcomes, "pages": pages, "missing": missing}))
