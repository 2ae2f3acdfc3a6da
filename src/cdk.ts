export { StepwiseStateMachine, type StepwiseStateMachineProps } from './cdk/stepwise-state-machine.ts'
