import { adminWords } from '../../contract/words/admin'
import type { Ctx } from '../../http/app-env'
import { AdminSections } from '../../../web/views/desk/admin-nav'
import { readerOf } from '../reader'
import { adminPage } from './frame'

/** The way in: everything there is to administer, each with a line on what it is for. */
export async function overview(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  return adminPage(c, {
    section: '',
    title: adminWords[lang].title,
    body: <AdminSections lang={lang} />,
  })
}
