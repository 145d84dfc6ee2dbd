/** The moment a video shows, hung as its poster. Answers whether it was. */

const WIDTH = 1280

export async function hangShot(video: HTMLVideoElement, slug: string): Promise<boolean> {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0) return false
  const canvas = document.createElement('canvas')
  canvas.width = Math.min(WIDTH, videoWidth)
  canvas.height = Math.round((canvas.width / videoWidth) * videoHeight)
  try {
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
    const picture = await new Promise<Blob | null>((done) => {
      canvas.toBlob(done, 'image/jpeg', 0.85)
    })
    if (!picture) return false
    const answer = await fetch(`/api/desk/sessions/${slug}/stream/poster`, {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: picture,
    })
    return answer.ok
  } catch {
    // Of a picture from elsewhere a browser may give nothing away.
    return false
  }
}
