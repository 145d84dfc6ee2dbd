import { words } from '../lang'

/** What the desk asks when somebody has to prove again who they are, or is signed out. */
export const proveWords = words(
  {
    title: '再确认一次是您本人',
    lead: '这一步很重要，要先确认一次，五分钟之内不用重复。确认后接着办，刚才写的都还在。',
    title_out: '登录已经结束',
    lead_out: '太久没有操作，或者登录被收回了。重新登录后接着办，刚才写的都还在。',
    button: '用通行密钥确认',
    other: '没有通行密钥？在新窗口确认',
    retry: '已确认，接着办',
    failed: '没有确认成，请再点一次。',
    cancel: '先不办',
  },
  {
    title: 'Confirm that it is you',
    lead: 'This step matters; a confirmation holds for five minutes. Then it goes on, and nothing you wrote is lost.',
    title_out: 'You are signed out',
    lead_out:
      'Nothing was touched for long, or the sign-in was revoked. Sign in and it goes on; nothing you wrote is lost.',
    button: 'Confirm with a passkey',
    other: 'No passkey? Confirm in a new window',
    retry: 'Confirmed, go on',
    failed: 'It was not confirmed. Press the button again.',
    cancel: 'Not now',
  },
)
