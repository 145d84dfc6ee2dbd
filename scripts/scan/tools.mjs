// wapiti and sqlmap of Debian, run against loopback only.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * What wapiti tries. Left out: `ssrf`, which calls a server of its makers; `csrf`, which looks for tokens, while
 * ours are told by where a request comes from (tests/worker/http-guards.test.ts); and lists of other people's files.
 */
const modules = 'cookieflags,csp,crlf,exec,file,http_headers,methods,permanentxss,redirect,sql,xss'

const wapitiWords = [
  '-m',
  modules,
  ...'--scope domain -v 0 -f json -d 3 --max-links-per-page 25'.split(' '),
  ...'--flush-session --no-bugreport'.split(' '),
]
/** Without `--ignore-stdin` it reads its targets from nowhere, and finds nothing in them. */
const sqlmapWords = [
  ...'--batch --flush-session --technique=BEU --level=1 --risk=1 --timeout=15'.split(' '),
  ...'--retries=1 --ignore-code=* --ignore-stdin --skip-waf --threads=1 --disable-coloring'.split(
    ' ',
  ),
]

/** @param {string} name */
const found = (name) => existsSync(`/usr/bin/${name}`)

/** Installs both where that is possible. Throws a plain sentence otherwise. */
export function ensureScanners() {
  if (found('wapiti') && found('sqlmap')) return
  const debianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (!debianRoot) throw new Error('The scan needs wapiti and sqlmap; on Debian: apt-get install.')
  console.log('Installing wapiti and sqlmap …')
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'wapiti', 'sqlmap')
  if (!found('wapiti') || !found('sqlmap')) throw new Error('They could not be installed.')
}

/**
 * @param {string} command @param {string[]} argv @param {number} seconds @param {string} folder
 * @returns {Promise<{ said: string, ended: boolean }>} `ended` is false where time ran out
 */
function run(command, argv, seconds, folder) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Settings and histories of scanners stay in the folder of this scan.
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    })
    let said = ''
    let ended = true
    child.stdout.on('data', (data) => (said += data))
    child.stderr.on('data', (data) => (said += data))
    const end = setTimeout(() => {
      ended = false
      child.kill('SIGKILL')
    }, seconds * 1000)
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(end)
      resolve({ said, ended })
    })
  })
}

/** @typedef {{ what: string, where: string }} Finding */

/** What a scanner of 2021 asks for and today's advice is against; nothing else is let pass. */
const outdated = [
  // Removed from browsers, and a leak where it remained: OWASP says not to send it.
  /X-XSS-Protection is not set/,
]

/**
 * @param {{ url: string, starts: string[], headers: Record<string, string>, folder: string, seconds: number,
 *   }} options `starts` are the addresses to begin at
 * @returns {Promise<{ found: Finding[], finished: boolean }>}
 */
export async function wapiti({ url, starts, headers, folder, seconds }) {
  await mkdir(folder, { recursive: true })
  const report = path.join(folder, 'report.json')
  const each = Math.max(5, Math.floor(seconds / 2 / modules.split(',').length))
  const { said } = await run(
    'wapiti',
    [
      ...wapitiWords,
      '-u',
      `${url}/`,
      '-o',
      report,
      '--max-scan-time',
      String(Math.floor(seconds / 3)),
      '--max-attack-time',
      String(each),
      '--store-session',
      path.join(folder, 'session'),
      '--store-config',
      path.join(folder, 'config'),
      ...starts.flatMap((start) => ['-s', url + start]),
      ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ],
    seconds + 30,
    folder,
  )
  if (!existsSync(report))
    return { found: [{ what: 'no report', where: said.slice(-400) }], finished: false }
  const { vulnerabilities, anomalies } = JSON.parse(await readFile(report, 'utf8'))
  /** @type {Finding[]} */
  const list = []
  for (const [what, all] of [...Object.entries(vulnerabilities), ...Object.entries(anomalies)]) {
    // How long an answer took says more of this machine than of the portal.
    if (what === 'Resource consumption') continue
    for (const one of /** @type {any[]} */ (all)) {
      if (outdated.some((words) => words.test(one.info))) continue
      list.push({ what, where: `${one.method} ${one.path} ${one.parameter ?? ''} ${one.info}` })
    }
  }
  return { found: list, finished: true }
}

/**
 * @typedef {{ address: string, body?: string, headers?: Record<string, string> }} Target an asterisk marks what is tried
 * @param {{ url: string, targets: Target[], headers: Record<string, string>, folder: string, seconds: number }} options
 * @returns {Promise<{ found: Finding[], finished: boolean, tried: number }>}
 */
export async function sqlmap({ url, targets, headers, folder, seconds }) {
  await mkdir(folder, { recursive: true })
  const until = Date.now() + seconds * 1000
  /** @type {Finding[]} */
  const list = []
  let tried = 0
  const todo = [...targets.entries()]
  const worker = async () => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      const left = Math.floor((until - Date.now()) / 1000)
      if (left < 5) return
      const [at, { address, body, headers: own }] = next
      const file = path.join(folder, `request-${at}.txt`)
      const lines = Object.entries({ host: new URL(url).host, ...headers, ...own })
      const first = `${body === undefined ? 'GET' : 'POST'} ${address} HTTP/1.1`
      await writeFile(
        file,
        `${first}\r\n${lines.map((pair) => pair.join(': ')).join('\r\n')}\r\n\r\n${body ?? ''}`,
      )
      const { said, ended } = await run(
        'sqlmap',
        [...sqlmapWords, '-r', file, '--output-dir', path.join(folder, `out-${at}`)],
        left,
        folder,
      )
      // Its exit says nothing: after a find it may fail to name the database, and end with an error.
      const hits = said.match(/^.*parameter '[^']*'.*\bis\b.*\binjectable\b.*$/gm) ?? []
      const real = hits.filter((line) => !/not (?:seem to be )?injectable|might not be/.test(line))
      const where = `${first} ${body ?? ''}`
      list.push(...real.map((line) => ({ what: line.replace(/^\S+ \[\w+\] /, ''), where })))
      const verdict =
        real.length > 0 ||
        /do(?:es)? not (?:appear|seem) to be injectable|not injectable/.test(said)
      // A run without a verdict is no clean bill.
      if (verdict && ended) tried += 1
      else
        list.push({
          what: ended
            ? `no verdict: ${said.trim().split('\n').slice(-3).join(' ')}`
            : 'time ran out',
          where,
        })
    }
  }
  await Promise.all([worker(), worker()])
  return { found: list, finished: todo.length === 0, tried }
}
