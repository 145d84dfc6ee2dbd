import { words } from '../lang'

/** Words in the answers of the Open311 interface. */
export const open311Words = words(
  { service: (unit: string) => `转给${unit}办理的事项` },
  { service: (unit: string) => `Matters handed to ${unit}` },
)
