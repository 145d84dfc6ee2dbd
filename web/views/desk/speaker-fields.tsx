import { LINE_OFFICE_MAX, LINE_SPEAKER_MAX } from '../../../worker/contract/transcript'

/** Who speaks, by name and office. */
export function SpeakerFields({
  words: t,
  speaker,
  office,
  setSpeaker,
  setOffice,
}: {
  words: { speaker: string; office: string }
  speaker: string
  office: string
  setSpeaker: (name: string) => void
  setOffice: (office: string) => void
}) {
  return (
    <>
      <label>
        {t.speaker}
        <input
          value={speaker}
          maxLength={LINE_SPEAKER_MAX}
          onInput={(event) => setSpeaker(event.currentTarget.value)}
        />
      </label>
      <label>
        {t.office}
        <input
          value={office}
          maxLength={LINE_OFFICE_MAX}
          onInput={(event) => setOffice(event.currentTarget.value)}
        />
      </label>
    </>
  )
}
