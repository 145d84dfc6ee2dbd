export { encoderWanted, redateDemo } from './redate'
export { demoSessions, seedDemo } from './seed'
