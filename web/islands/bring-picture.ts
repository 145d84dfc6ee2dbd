/** Fetches the script of the picture where the page has one; nobody else pays for it. */
export function bringPicture(): void {
  if (document.getElementById('state-picture')) void import('./picture')
}
