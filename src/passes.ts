export { optimize } from './passes/optimize/optimize.ts'
