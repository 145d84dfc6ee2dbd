// `npm run asvs`: writes docs/asvs.md from the tags in tests and the reasons beside it.
import { writeFile } from 'node:fs/promises'
import { asvs, tableFile } from './asvs/table.mjs'

const { table, faults, text } = await asvs()
for (const fault of faults) console.error(fault)
await writeFile(tableFile, text)
const tested = table.filter(({ tests }) => tests.length > 0).length
console.log(`${table.length} rows, ${tested} with tests, ${faults.length} faults`)
process.exitCode = faults.length > 0 ? 1 : 0
