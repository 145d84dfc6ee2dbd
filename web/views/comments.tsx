import { COMMENT_MAX, NAME_MAX } from '../../worker/contract/limits'
import type { Lang } from '../../worker/contract/lang'
import type { PublicComment, PublicPrompt } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { formatDateTime } from '../../worker/domain/shanghai'
import { Paragraphs } from './answer-block'

interface CommentsProps {
  lang: Lang
  now: number
  slug: string
  comments: PublicComment[]
  prompts: PublicPrompt[]
  open: boolean
  /** Number of the prompt being answered. */
  replyTo?: number | null
  /** A record of the past, where nobody could ever answer here. */
  bare?: boolean
}

/** Comments, newest first; those that answer the host stand under the host's question. */
export function Comments(props: CommentsProps) {
  const { lang, comments, prompts, open, slug } = props
  const t = sessionWords[lang]
  const free = comments.filter((comment) => comment.prompt === undefined)
  return (
    <>
      {[...prompts].reverse().map((prompt) => (
        <PromptBlock key={prompt.no} {...props} prompt={prompt} />
      ))}
      {open ? (
        <CommentForm lang={lang} slug={slug} prompts={prompts} replyTo={props.replyTo ?? null} />
      ) : (
        !props.bare && <p class="muted">{t.comment.closed}</p>
      )}
      {free.length === 0 && prompts.length === 0 && <p class="empty">{t.empty.comments}</p>}
      <CommentItems {...props} comments={free} />
    </>
  )
}

function PromptBlock(props: CommentsProps & { prompt: PublicPrompt }) {
  const { lang, prompt, comments, slug, open } = props
  const t = sessionWords[lang].prompt
  return (
    <section class="prompt">
      <p class="small muted">
        {props.bare ? t.back : t.title + commonWords[lang].dot + t.count(prompt.comments)}
      </p>
      <h3>{prompt.text}</h3>
      {prompt.summary && (
        <div class="answer">
          <p class="who">
            <b>{t.summary}</b>
          </p>
          <Paragraphs text={prompt.summary} />
        </div>
      )}
      <CommentItems
        {...props}
        comments={comments.filter((comment) => comment.prompt === prompt.no)}
      />
      {open && prompt.open && (
        <p>
          <a class="btn" href={`/s/${slug}?tab=comments&to=${prompt.no}#comment`}>
            {t.answer}
          </a>
        </p>
      )}
    </section>
  )
}

function CommentItems({ lang, now, comments, slug, bare }: CommentsProps) {
  const t = sessionWords[lang]
  const common = commonWords[lang]
  if (comments.length === 0) return null
  return (
    <ul class="plain comments">
      {[...comments]
        .sort((a, b) => b.no - a.no)
        .map((comment) => (
          <li key={comment.no} id={`c${comment.no}`}>
            {comment.state !== 'listed' ? (
              <p class="muted">
                {formatDateTime(comment.at, lang, now)}
                {common.dot}
                {t.stub[comment.state === 'withdrawn' ? 'takenBack' : 'comment']}
                {comment.reason && ` ${common.takeDown[comment.reason as 'mistake'] ?? ''}`}
              </p>
            ) : (
              <>
                <Paragraphs text={comment.text} />
                <p class="small muted">
                  {comment.name ?? t.anonymous}
                  {common.dot}
                  {formatDateTime(comment.at, lang, now)}
                  {!bare && (
                    <>
                      {common.dot}
                      <a href={`/s/${slug}/report?c=${comment.no}`} rel="nofollow">
                        {t.report}
                      </a>
                    </>
                  )}
                </p>
              </>
            )}
          </li>
        ))}
    </ul>
  )
}

function CommentForm({
  lang,
  slug,
  prompts,
  replyTo,
}: {
  lang: Lang
  slug: string
  prompts: PublicPrompt[]
  replyTo: number | null
}) {
  const t = sessionWords[lang]
  const prompt = prompts.find((item) => item.no === replyTo && item.open)
  return (
    <form
      class="card"
      method="post"
      action={`/s/${slug}/comment`}
      id="comment"
      data-draft={`comment:${slug}`}
      data-keyed
    >
      {prompt && <input type="hidden" name="prompt" value={prompt.no} />}
      <div class="field">
        <label for="comment-text">{prompt ? t.prompt.to(prompt.text) : t.comment.title}</label>
        <textarea
          id="comment-text"
          name="text"
          rows={3}
          required
          data-max={COMMENT_MAX}
          aria-describedby="comment-hint"
        />
        <p class="hint" id="comment-hint">
          {t.comment.hint}
        </p>
      </div>
      <div class="field">
        <label for="comment-name">{t.comment.name}</label>
        <input id="comment-name" name="name" type="text" maxLength={NAME_MAX} autocomplete="off" />
      </div>
      <button class="btn main" type="submit">
        {t.comment.send}
      </button>
    </form>
  )
}
