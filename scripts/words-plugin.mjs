/**
 * Leaves one language in what browsers load: a reader needs the words of the page's own language, and those of
 * the other would be a fifth of every script. `words(zh, en)` keeps its one side; the other is gone with all
 * that only it used.
 * @param {'zh' | 'en'} lang
 * @returns {import('vite').Plugin}
 */
export function oneLanguage(lang) {
  const dropped = lang === 'zh' ? 1 : 0
  return {
    name: 'mianduimian:one-language',
    enforce: 'post',
    transform: {
      filter: { id: /\/worker\/contract\/words\/[\w-]+\.ts$/ },
      handler(code) {
        /** @type {{ start: number, end: number }[]} */
        const gone = []
        for (const node of this.parse(code).body) {
          if (node.type !== 'ExportNamedDeclaration') continue
          if (node.declaration?.type !== 'VariableDeclaration') continue
          for (const { init } of node.declaration.declarations) {
            if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier') continue
            const side = init.callee.name === 'words' ? init.arguments[dropped] : undefined
            if (side) gone.push(side)
          }
        }
        return gone.reduceRight(
          (left, { start, end }) => `${left.slice(0, start)}{}${left.slice(end)}`,
          code,
        )
      },
    },
  }
}
