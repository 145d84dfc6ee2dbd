import { adminWords } from '../../contract/words/admin'
import type { Ctx } from '../../http/app-env'
import { keeperOf } from '../../http/keeper-door'
import { inTime } from '../../http/patience'
import { AdminDumps } from '../../../web/views/desk/admin-dumps'
import { AdminSections } from '../../../web/views/desk/admin-nav'
import { readerOf } from '../reader'
import { adminPage } from './frame'

/** The way in: everything there is to administer, each with a line on what it is for, and how the dumps stand. */
export async function overview(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  const dumps = await inTime(keeperOf(c.env).state()).catch(() => null)
  return adminPage(c, {
    section: '',
    title: adminWords[lang].title,
    body: (
      <>
        <AdminSections lang={lang} />
        <AdminDumps state={dumps} lang={lang} now={Date.now()} />
      </>
    ),
  })
}
