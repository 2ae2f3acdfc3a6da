import assert = require('node:assert')

import { App, aws_iam as iam, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { StepwiseStateMachine, type StepwiseStateMachineProps } from 'stepwise-ts/cdk'

class Orders extends StepwiseStateMachine {}

const props: StepwiseStateMachineProps = {
  definition: {
    name: 'orders',
    startAt: 'price',
    states: { price: { type: 'task', resource: 'activity/price', end: true } },
  },
}
const stack = new Stack(new App(), 'stack')
const machine = new Orders(stack, 'Orders', props)
const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
machine.grantStartExecution(role)
const grantable: iam.IGrantable = machine
assert.equal(typeof machine.stateMachineArn, 'string')
assert.ok(machine.role && grantable && machine.metricFailed())
Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: 'orders' })
