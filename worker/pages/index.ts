import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'
import type { FormPages } from '../http/form-pages'
import { deskPages } from './desk'
import { screenPages } from './screen'

/** Pages that answer forms, drawn with the other pages. */
export const formPages: FormPages = {
  refusal: (c, _refusal, status, message) => c.text(message, status),
  lookedUp: (c, own) => c.text(`${own.receipt}\n${own.state}\n${own.text}`, 200),
  signIn: (c, token) =>
    c.html(
      `<!doctype html><form method="post" action="/desk/sign-in"><input type="hidden" name="k" value="${token.replace(/[^\w-]/g, '')}"><button>OK</button></form>`,
    ),
  signInFirst: (c) => c.text('', 401),
}

/** Every page a browser asks for. */
export const pages = new Hono<AppEnv>().route('/', deskPages).route('/', screenPages)
