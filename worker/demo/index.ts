export { redateDemo } from './redate'
export { demoSessions, seedDemo } from './seed'
