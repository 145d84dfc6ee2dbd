/** Words that sound like a date and are none: an answer with one of them is asked for the day, or the step. */
const vague = [
  '近期',
  '尽快',
  '即将',
  '适时',
  '抓紧',
  '马上',
  '尽早',
  '不久',
  '近日',
  '逐步',
  '择机',
  '有关部门正在研究',
] as const

/** Those found in a text. They warn, and never keep anything from being sent. */
export function vagueWords(text: string): string[] {
  return vague.filter((word) => text.includes(word))
}
