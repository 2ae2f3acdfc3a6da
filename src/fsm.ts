export type { ActionNameIn, CheckedFsm, EventOf, FsmMachine, ResourceIn } from './fsm/checked-fsm.ts'
export { fsm } from './fsm/fsm.ts'
export {
  type FsmActionFunction,
  type FsmActions,
  type FsmContext,
  type FsmHandler,
  type FsmResult,
  type FsmSystemContext,
  fsmHandlers,
} from './fsm/fsm-handlers.ts'
export type {
  FsmAction,
  FsmSettings,
  FsmSpec,
  FsmState,
  FsmTaskAction,
  FsmTransition,
} from './fsm/fsm-spec.ts'
export { type FsmStartPoint, fsmStart } from './fsm/fsm-start.ts'
export type { FsmTaskInput, FsmTaskTransition, FsmWork } from './fsm/fsm-task.ts'
export { type FsmDotOptions, fsmToDot } from './fsm/fsm-to-dot.ts'
export { type FsmYamlOptions, fsmFromYaml } from './fsm/yaml/fsm-from-yaml.ts'
