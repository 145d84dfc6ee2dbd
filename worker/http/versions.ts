const V1 = '/api/v1/'

/**
 * The first version of the API under its own name: `/api/v1/…` is `/api/…`. When there is a second one, the
 * first stays where it is named; what is not named follows the newest.
 */
export function unversioned(request: Request): Request {
  if (!request.url.includes(V1)) return request
  const url = new URL(request.url)
  if (!url.pathname.startsWith(V1)) return request
  url.pathname = `/api/${url.pathname.slice(V1.length)}`
  return new Request(url, request)
}
