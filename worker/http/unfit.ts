import { Refusal } from '../contract/refusals'
import { unfitLine, type Unfit } from '../domain/fitness'
import type { Ctx } from './app-env'
import { answerRefusal } from './refuse'

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)

/** The page of a portal that is not fit to be used: which settings, for whoever runs it; never their values. */
export async function answerUnfit(c: Ctx, faults: readonly Unfit[]): Promise<Response> {
  if (c.req.path.startsWith('/api/')) return answerRefusal(c, new Refusal('NOT_READY'))
  const lines = faults.map((fault) => `<li>${escaped(unfitLine(fault))}</li>`).join('')
  const html =
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">' +
    '<title>网站还没有设置好</title><main><h1>网站还没有设置好</h1>' +
    '<p>网友您好：网站正在准备，请晚些时候再来。</p>' +
    '<h2>管理员请看 / For the operator</h2>' +
    `<p>正式使用前要改好下面几项（说明见 docs/operations.md）：</p><ul>${lines}</ul></main></html>`
  return c.body(html, 503, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '600',
  })
}
