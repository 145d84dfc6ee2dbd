import type { ComponentChildren } from 'preact'
import { htmlLang, type Lang } from '../../worker/contract/lang'
import { sizes, themes, type Settings } from '../../worker/contract/settings'
import { commonWords } from '../../worker/contract/words/common'
import { layoutWords } from '../../worker/contract/words/layout'
import { rehearsalWords } from '../../worker/contract/words/rehearsal'

/** Footer facts a government site must print; each is left out where the operator has not set it. */
export interface FooterFacts {
  host?: string
  operator?: string
  icp?: string
  police?: string
  siteCode?: string
  errorReport?: string
}

export interface LayoutProps {
  /** Where the audit chain stands, in short, and since when; printed at the end of every page. */
  head?: { short: string; time: string }
  title: string
  description?: string
  lang: Lang
  settings: Settings
  /** Path and query of this page: the settings form comes back to it. Empty where it has no address of its own. */
  path: string
  /** Absolute address under which this page stands for good. */
  canonical?: string
  /** The same page in each language, and for whoever prefers none of them. */
  alternates?: { lang: string; href: string }[]
  /** Absolute address of the picture shown when the page is shared. */
  image?: string
  /** Data for search engines, as JSON that can stand inside a script element. */
  jsonLd?: string
  /** Keeps the page out of search engines: what belongs to one person, or to staff. */
  noindex?: boolean
  portal: string
  region: string
  footer?: FooterFacts
  styles: string[]
  scripts: string[]
  /** A script of the check for people, from the service itself; its page's policy names the service. */
  checkScript?: string
  /** Neither header nor footer: projector and overlay. */
  bare?: boolean
  /** Class of the body. */
  look?: string
  /** Says that what is shown is a fictitious demonstration. */
  demo?: boolean
  /** The portal is frozen: it is read, and not written. */
  readOnly?: boolean
  /** Says that what is shown is a rehearsal and leaves no record. */
  rehearsal?: boolean
  /** Space at the end for a bar that stays at the bottom. */
  bottomBar?: ComponentChildren
  /** What is done most often here, by its place in the page: the keyboard gets there past a long list. */
  skipTo?: { href: string; word: string }
  feed?: { href: string; title: string }
  children: ComponentChildren
}

/** The whole document around a page. */
export function Layout(props: LayoutProps) {
  const { title, description, lang, settings, canonical, portal, region, bare } = props
  const t = commonWords[lang]
  const whole = title === portal ? title : `${title} · ${portal}`
  return (
    <html
      lang={htmlLang[lang]}
      data-size={settings.size}
      data-theme={settings.theme}
      data-elder={settings.elder ? '' : undefined}
    >
      <head>
        <meta charset="utf-8" />
        <title>{whole}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        {description && <meta name="description" content={description} />}
        {props.noindex && <meta name="robots" content="noindex" />}
        <meta name="format-detection" content="telephone=no" />
        <meta name="color-scheme" content="light dark" />
        {canonical && <link rel="canonical" href={canonical} />}
        {props.alternates?.map((other) => (
          <link key={other.lang} rel="alternate" hreflang={other.lang} href={other.href} />
        ))}
        {canonical && <meta property="og:url" content={canonical} />}
        <meta property="og:type" content="website" />
        <meta property="og:site_name" content={`${region} ${portal}`.trim()} />
        <meta property="og:title" content={title} />
        <meta property="og:locale" content={htmlLang[lang].replace('-', '_')} />
        {description && <meta property="og:description" content={description} />}
        {props.image && (
          <>
            <meta property="og:image" content={props.image} />
            <meta property="og:image:type" content="image/png" />
            <meta property="og:image:width" content="1200" />
            <meta property="og:image:height" content="630" />
            <meta name="twitter:card" content="summary_large_image" />
          </>
        )}
        {props.jsonLd && (
          <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: props.jsonLd }} />
        )}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {props.feed && <FeedLinks {...props.feed} />}
        {props.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {props.checkScript && <script src={props.checkScript} async defer />}
        {props.scripts.map((src) => (
          <script key={src} type="module" src={src}></script>
        ))}
      </head>
      <body class={[props.look, props.rehearsal && 'rehearsing'].filter(Boolean).join(' ')}>
        {props.rehearsal && (
          <aside class="rehearsal-flag" aria-label={rehearsalWords[lang].flag}>
            <b>{rehearsalWords[lang].flag}</b> <span>{rehearsalWords[lang].hint}</span>
          </aside>
        )}
        {props.readOnly && !bare && <aside class="demo-flag">{layoutWords[lang].readOnly}</aside>}
        {bare ? (
          props.children
        ) : (
          <>
            <a class="skip" href="#main">
              {t.skip}
            </a>
            {props.skipTo && (
              <a class="skip" href={props.skipTo.href}>
                {props.skipTo.word}
              </a>
            )}
            <Header {...props} />
            <main id="main" tabIndex={-1}>
              {props.children}
            </main>
            <Footer {...props} />
            {props.bottomBar}
          </>
        )}
      </body>
    </html>
  )
}

/** The feed of a page in both forms: a reader of feeds finds it by itself. */
function FeedLinks({ href, title }: { href: string; title: string }) {
  const json = href.replace('/feed.atom', '/feed.json')
  return (
    <>
      <link rel="alternate" type="application/atom+xml" href={href} title={title} />
      <link rel="alternate" type="application/feed+json" href={json} title={title} />
    </>
  )
}

const pages = ['/', '/archive', '/ledger', '/my', '/about'] as const

function SiteNav({ lang, path, wide }: { lang: Lang; path: string; wide: boolean }) {
  const t = commonWords[lang]
  const name = {
    '/': t.home,
    '/archive': t.archive,
    '/ledger': t.ledger,
    '/my': t.my,
    '/about': t.about,
  }
  const here = path.split('?')[0]
  return (
    <nav class={`site-nav ${wide ? 'only-wide' : 'only-narrow'}`} aria-label={t.nav}>
      {pages.map((href) => (
        <a key={href} href={href} aria-current={here === href ? 'page' : undefined}>
          {name[href]}
        </a>
      ))}
    </nav>
  )
}

function Header({ lang, settings, path, portal, region, demo, canonical }: LayoutProps) {
  const t = commonWords[lang]
  return (
    <header class="site-head">
      {demo && (
        <div class="demo-flag">
          <b>{t.demo}</b> <span class="demo-hint">{t.demoHint}</span>
        </div>
      )}
      <div class="in">
        <a class="brand" href="/">
          <b>{portal}</b>
          {region && <span>{region}</span>}
        </a>
        {/* On paper nobody sees the address bar. */}
        {canonical && <span class="on-paper">{canonical}</span>}
        <SiteNav lang={lang} path={path} wide />
        <details class="menu">
          <summary aria-label={t.menu}>
            {t.big}
            <svg class="only-narrow" width="16" height="12" aria-hidden="true" focusable="false">
              <path d="M0 1h16M0 6h16M0 11h16" stroke="currentColor" stroke-width="2" />
            </svg>
          </summary>
          <div class="sheet">
            <SiteNav lang={lang} path={path} wide={false} />
            <SettingsForm lang={lang} settings={settings} path={path} />
          </div>
        </details>
      </div>
    </header>
  )
}

/** Every button is a submit of its own, so that the choice works without a script. */
export function SettingsForm({
  lang,
  settings,
  path,
}: {
  lang: Lang
  settings: Settings
  path: string
}) {
  const t = layoutWords[lang].settings
  const choice = (name: string, value: string, word: string, on: boolean) => (
    <button key={value} class="btn" type="submit" name={name} value={value} aria-pressed={on}>
      {word}
    </button>
  )
  return (
    <form method="post" action="/settings">
      <input type="hidden" name="back" value={path || '/'} />
      <fieldset>
        <legend>{t.size}</legend>
        <div class="choices">
          {sizes.map((size) => choice('size', size, t[size], settings.size === size))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t.elderHint}</legend>
        <div class="choices">
          {choice(
            'elder',
            settings.elder ? 'off' : 'on',
            settings.elder ? t.elderOff : t.elder,
            settings.elder,
          )}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t.theme}</legend>
        <div class="choices">
          {themes.map((theme) => choice('theme', theme, t[theme], settings.theme === theme))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t.lang}</legend>
        <div class="choices">
          {choice('lang', 'zh', t.zh, lang === 'zh')}
          {choice('lang', 'en', t.en, lang === 'en')}
        </div>
      </fieldset>
    </form>
  )
}

function Footer({ lang, path, footer = {}, head }: LayoutProps) {
  const t = layoutWords[lang].footer
  const facts = (['host', 'operator', 'icp', 'police', 'siteCode'] as const).filter(
    (fact) => footer[fact],
  )
  return (
    <footer class="site-foot">
      <div class="in">
        <div class="no-print">
          <SiteNavPlain lang={lang} path={path} />
        </div>
        <p>{t.promise}</p>
        {facts.length > 0 && <p>{facts.map((fact) => `${t[fact]} ${footer[fact]}`).join(' · ')}</p>}
        {head && (
          <p class="small audit-line">
            <a href="/integrity">{t.audit}</a>{' '}
            <span class="num">
              {head.short} {head.time}
            </span>
          </p>
        )}
        {footer.errorReport && (
          <p>
            <a href={footer.errorReport}>{t.errorReport}</a>
          </p>
        )}
      </div>
    </footer>
  )
}

/** The same pages at the end of the document: whoever has read that far needs no way back up. */
function SiteNavPlain({ lang, path }: { lang: Lang; path: string }) {
  const t = commonWords[lang]
  const here = path.split('?')[0]
  const links: [string, string][] = [
    ['/', t.home],
    ['/archive', t.archive],
    ['/search', layoutWords[lang].search],
    ['/ledger', t.ledger],
    ['/promises', layoutWords[lang].footer.promises],
    ['/stats', t.stats],
    ['/units', layoutWords[lang].footer.units],
    ['/data', t.data],
    ['/about', t.about],
    ['/feed.atom', t.feed],
    ['/api', 'API'],
  ]
  return (
    <nav class="site-nav" aria-label={`${t.nav} 2`}>
      {links
        .filter(([href]) => href !== here)
        .map(([href, word]) => (
          <a key={href} href={href}>
            {word}
          </a>
        ))}
    </nav>
  )
}
