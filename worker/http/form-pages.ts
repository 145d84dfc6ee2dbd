import type { PersonalKind } from '../contract/states'
import type { OwnQuestion, Receipt } from '../contract/views'
import type { Ctx } from './app-env'
import type { RefusalPage } from './refuse'

/** What somebody typed into a form, as it came. */
export interface Draft {
  kind: 'ask' | 'comment'
  slug: string
  key: string | null
  text: string
  details: string
  name: string
  prompt: string
}

/**
 * Pages that answer a posted form or stand between a link and an action. worker/pages/forms.tsx draws
 * them; app.ts hands them to the routes, which know nothing of views.
 */
export interface FormPages {
  /** Any refusal, as a page with the way back. */
  refusal: RefusalPage
  /** 查我的问题 for one receipt code: rendered in answer to the lookup, so that the code stays out of the address. */
  lookedUp: (c: Ctx, own: OwnQuestion, receipt: string) => Response | Promise<Response>
  /** Personal data was found in what was typed: what it will look like, and what may become of the original. */
  found: (c: Ctx, draft: Draft, kinds: readonly PersonalKind[]) => Response | Promise<Response>
  /** The receipt of an accusation. */
  accused: (c: Ctx, slug: string, receipt: Receipt) => Response | Promise<Response>
  /** One button that uses the sign-in link; looking at the page does not. */
  signIn: (c: Ctx, token: string) => Response | Promise<Response>
  /** What staff see who are not signed in: how to get a link. */
  signInFirst: (c: Ctx) => Response | Promise<Response>
}
