/** Listens to what a video plays, before anybody turns the volume down. */

export type Loudness = 'none' | 'heard' | 'clipped'

export interface Meter {
  measure(): { loudness: Loudness; level: number }
  close(): void
}

/** Below this a hall full of people is not that quiet: nothing is connected. */
const SILENCE_DB = -55
/** Samples this near to the end of what can be said are cut off. */
const CLIPPED = 0.985
/** So many of them at once are no chance. */
const CLIPPED_SAMPLES = 4

/** A browser gives the sound of an element away once only: kept for as long as it lives. */
const contexts = new WeakMap<HTMLMediaElement, { context: AudioContext; source: AudioNode }>()

export function listen(video: HTMLMediaElement): Meter {
  let known = contexts.get(video)
  if (!known) {
    const context = new AudioContext()
    known = { context, source: context.createMediaElementSource(video) }
    contexts.set(video, known)
  }
  const { context, source } = known
  const analyser = context.createAnalyser()
  analyser.fftSize = 2048
  source.connect(analyser)
  source.connect(context.destination)
  void context.resume()
  const samples = new Float32Array(analyser.fftSize)
  return {
    measure() {
      analyser.getFloatTimeDomainData(samples)
      let sum = 0
      let clipped = 0
      for (const sample of samples) {
        sum += sample * sample
        if (Math.abs(sample) >= CLIPPED) clipped += 1
      }
      const db = 20 * Math.log10(Math.sqrt(sum / samples.length) || 1e-9)
      const level = Math.min(1, Math.max(0, (db + 60) / 60))
      if (clipped >= CLIPPED_SAMPLES) return { loudness: 'clipped', level: 1 }
      return { loudness: db < SILENCE_DB ? 'none' : 'heard', level }
    },
    close() {
      source.disconnect(analyser)
    },
  }
}
