import { createContext, type ComponentChildren } from 'preact'

/** Where a page being rendered collects the props of its islands; the renderer writes them out. */
export const IslandStates = createContext<Map<string, unknown> | null>(null)

/** What stands in the markup until the renderer fills it; text of people cannot look like this, its `<` is escaped. */
export const stateTag = (name: string) =>
  `<script type="application/json" id="state-${name}"></script>`

/**
 * A part of the page that comes alive in the browser: rendered on the server from `props`, which travel
 * along as JSON. The children must be exactly what the island's component renders from the same props.
 * One island of a name per page.
 */
export function Island({
  name,
  props,
  children,
}: {
  name: string
  props: unknown
  children: ComponentChildren
}) {
  return (
    <>
      <div data-island={name}>{children}</div>
      <IslandState name={name} props={props} />
    </>
  )
}

/** The props of an island whose place stands elsewhere, inside of another island. */
export function IslandState({ name, props }: { name: string; props: unknown }) {
  // Not a hook: those need the renderer and the views to share one copy of the library, which a test
  // runner does not promise.
  return (
    <IslandStates.Consumer>
      {(states) => {
        states?.set(name, props)
        return <script type="application/json" id={`state-${name}`}></script>
      }}
    </IslandStates.Consumer>
  )
}

/** JSON that can stand inside a script element. */
export function stateJson(props: unknown): string {
  return JSON.stringify(props)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')
}
