import { words, type Lang } from '../lang'
import type { CaptionFault } from '../transcript'
import { fieldName } from './fields'
import { mutedWords } from './mutes'
import type { RefusalCode, RefusalFacts } from '../refusals'

type Say = Record<RefusalCode, (facts: RefusalFacts) => string>

const seconds = (facts: RefusalFacts) => facts.retryAfter ?? 10
const numbers = (list: number[] | undefined, sign: string) =>
  (list ?? []).slice(0, 10).join(sign) + ((list?.length ?? 0) > 10 ? '…' : '')

/** What is wrong with a file of captions; the line stands before it. */
const faults: Record<'zh' | 'en', Record<CaptionFault, string>> = {
  zh: {
    not_captions: '这不是 SRT 或 WebVTT 字幕文件',
    bad_time: '时间写得不对，应当像 00:01:02.500 --> 00:01:05.000',
    ends_early: '这一条的结束时间不晚于开始时间',
    out_of_order: '这一条比上一条开始得还早',
    no_text: '这一条没有文字',
    too_long: '这一条太长',
    too_many: '条数太多',
    no_cues: '文件里没有字幕',
    no_speaker: '这一条没有写明发言人，请先填好默认发言人',
    outside: '这一条不在录像的时间范围内，请检查起点',
  },
  en: {
    not_captions: 'this is no SRT or WebVTT file',
    bad_time: 'the times are not written as 00:01:02.500 --> 00:01:05.000',
    ends_early: 'this caption does not end after it begins',
    out_of_order: 'this caption begins before the one above it',
    no_text: 'this caption has no text',
    too_long: 'this caption is too long',
    too_many: 'too many captions',
    no_cues: 'there are no captions in the file',
    no_speaker: 'it is not said who speaks; fill in who speaks where the file does not say',
    outside: 'this caption lies outside of the recording; check where it begins',
  },
}

/** What a refusal is about: its field by name, or what there is otherwise to say. */
const zhOf = ({ field }: RefusalFacts, otherwise = '内容') => fieldName(field, 'zh') || otherwise
/** English leaves out what is meant where nobody knows it. */
function enOf({ field }: RefusalFacts, said: string, otherwise: string): string {
  const name = fieldName(field, 'en')
  return name ? `${name} ${said}` : otherwise
}

const zh: Say = {
  BAD_REQUEST: () => '这个请求看不懂，请刷新页面后再试。',
  BAD_TEXT: () => '文字里有损坏的字符，请重新输入后再提交。',
  EMPTY: (facts) => `${zhOf(facts)}还没有填写。`,
  TOO_SHORT: (facts) => `${zhOf(facts)}太短${facts.min ? `，至少要 ${facts.min} 个字` : '了'}。`,
  TOO_LONG: (facts) => `${zhOf(facts)}太长${facts.max ? `，最多 ${facts.max} 个字` : '了'}。`,
  PERSONAL_FOUND: () => '文字里好像有个人信息。请选择怎样处理，再提交一次。',
  INVALID: (facts) =>
    facts.field === 'contact'
      ? '手机号要 11 位，邮箱要写完整；只收本页写明的方式。'
      : `${zhOf(facts, '填写的内容')}不符合要求，请检查后再提交。`,
  BODY_TOO_LARGE: () => '提交的内容太大，请缩短后再试。',
  NOT_JSON: () => '提交的格式不对，请刷新页面后再试。',
  SIGN_IN_FIRST: () => '请先登录工作台。',
  PROVE_AGAIN: () => '这一步很重要：请先再确认一次是您本人。',
  NOT_PROVEN: () => '没能确认是您本人，请再试一次。',
  CHALLENGE_USED: () => '这次确认已经用过或者等得太久，请再点一次按钮。',
  PASSKEY_KNOWN: () => '这把通行密钥已经登记过了。',
  LAST_WAY_IN: () => '这是您唯一的登录方式，请先添加另一种，再移除这一种。',
  NO_LINKS_HERE: () => '正式运行的平台不用登录链接。请用通行密钥登录；都进不去时用密封的应急码。',
  LINK_USED: () => '这个登录链接已经用过或已过期，请向管理员再要一个。',
  NOT_ALLOWED: () => '您没有权限做这件事。',
  WRONG_ORIGIN: () => '这个请求不是从本站页面发出的，没有办理。请在本站页面上操作。',
  VERIFY_FIRST: () => '本场提问和留言需要先核验身份。已写的内容会保留。',
  PROOF_WRONG: () => '防刷校验没有通过，您的票仍按“设备”一级保留。',
  PROOF_USED: () => '这次校验已经用过或已过期，请重新打开本页。',
  LEVEL_NOT_OFFERED: ({ min }) =>
    `本平台还没有配置第 ${min ?? 2} 级所需的服务，这一场不能要求到这一级。请改低一级，或请管理员先配置。`,
  BAD_COOKIE: () => '浏览器里的身份标记无效，已经清除。请再试一次。',
  NOT_FOUND: () => '没有找到这个页面或这条内容。',
  RECEIPT_UNKNOWN: () => '没有查到这个查询码，请核对后再试。',
  RECEIPT_MISTYPED: () => '查询码好像输错了一位，请对照截图再看一遍。',
  METHOD_NOT_ALLOWED: () => '这个地址不支持这样的操作。',
  SESSION_NOT_OPEN: () => '这一场现在不接收提问和投票。',
  SESSION_MOVE: () => '这一场现在不能转到这个阶段。',
  QUESTION_PENDING: () => '这条提问还在审核，暂时不能投票。',
  QUESTION_MERGED: ({ mergedInto }) =>
    mergedInto ? `这条提问已并入第 ${mergedInto} 号，请到那里投票。` : '这条提问已并入另一条。',
  QUESTION_CLOSED: () => '这条提问已经办结，不能再这样操作。',
  NOT_POSSIBLE: () => '现在的状态下不能这样操作，请刷新后再看。',
  CONFLICT: ({ by }) =>
    by ? `${by}刚刚已经处理了这一条，请先看一下。` : '另一位同事刚刚处理了这一条，请先看一下。',
  UNDO_TOO_LATE: () => '已超过可撤销的时间。',
  STILL_OPEN: ({ pending, open }) =>
    [
      pending?.length ? `还有 ${pending.length} 条待审（${numbers(pending, '、')}）` : '',
      open?.length ? `还有 ${open.length} 条待答（${numbers(open, '、')}）` : '',
    ]
      .filter(Boolean)
      .join('，')
      .concat('，每一条都有着落后才能结束。')
      .replace(/^，/, '还有提问没有着落，'),
  SECOND_PERSON: () => '这一步需要另一位同事复核。',
  WRONG_UNIT: () =>
    '这件不由您的单位主办，正式答复要由主办单位来做。协办单位可以写内部备注和阶段答复草稿。',
  OBJECTION_LATE: () => '派单异议的期限已过，或者已经答复过一次异议。请受理，或联系交办人改派。',
  EXTENDED_ONCE: () => '这件已经延期过一次。每件只能延期一次。',
  NO_EXTENSION: () => '按这类事项的办理时限，不能延期。',
  EXTENSION_LATE: () => '期限已过，不能再申请延期。延期要在到期之前提出。',
  REPLY_COPIED: () =>
    '同样的文字已经用来答复别的提问。请审签人看过，确认确实适用于这一件，再发布。',
  NOT_A_FILE: () =>
    '只收 PDF、PNG 和 JPEG 文件，以内容为准；带脚本或内嵌文件的 PDF 不收。什么都没有保存。',
  FILE_GONE: () => '这个文件已经撤下。',
  OWN_ROLE: () => '自己的角色和账号要由另一位管理员来改。',
  LAST_ADMIN: () => '这是最后一位管理员，不能停用，也不能收回他的管理员角色。请先增加一位管理员。',
  UNCHANGED: () => '没有改动，不用保存。',
  ALREADY_HELD: () => '这个人已经有这个角色了。',
  NOT_YET: () => '还没有答复，答复以后才能评价、追问或者要求重新办理。',
  RATED: () => '这一轮答复您已经评价过了，每一轮只评价一次。',
  SAID_BEFORE: () => '您已经提过一次了，每一种只能提一次。如果是别的原因，可以另选一个。',
  WINDOW_OVER: () => '答复后三十天的期限已经过了，不能再办这一项。可以在新的一场里再提。',
  REASON_WANTED: () => '请先选一个原因，再写几句话。',
  CONTACTS_OFF: () => '本平台没有开通联系方式，请用查询码查询。',
  APPEALED: () => '这一条已经申诉过了。每条只能申诉一次，由另一位审核人复核。',
  KEY_REUSED: () => '同一个提交编号不能用于不同的内容，请刷新页面后再提交。',
  SLUG_TAKEN: () => '这个地址已经被别的场次用了，请换一个。',
  NAME_TAKEN: () => '已经有这个名称了，请换一个。',
  MUTED: (facts) => mutedWords('zh', facts),
  SLOW_DOWN: (facts) => `操作太快了，请过 ${seconds(facts)} 秒再试。`,
  ROOM_FULL: () => '现在人很多，页面会每隔一会儿自动刷新，提问和投票照常。',
  RECORD_AWAY: (facts) => `档案暂时取不到，请过 ${seconds(facts)} 秒再试。`,
  FRAME_TOO_LARGE: () => '发送的内容太大。',
  BAD_FRAME: () => '发送的内容看不懂，请刷新页面。',
  GAP: () => '有些内容没有收到，正在重新获取。',
  PUSH_NO_KEY: () => '没有收到推流密钥。请把工作台上的整行推流地址（含密钥）复制到编码器。',
  PUSH_KEY: () => '推流密钥不对。请在工作台“直播”页重新复制推流地址。',
  PUSH_KEY_OVER: () => '这个推流密钥已过期或已更换。请在工作台“直播”页取新的密钥，填进编码器。',
  PUSH_OVER: () => '本场直播已经结束，不再接收画面。请停止编码器。',
  PUSH_NAME: () =>
    '文件名不合要求：只能用字母、数字、点、横线，以 .ts、.m4s、.mp4 或 .m3u8 结尾。请照工作台上的推流命令设置。',
  PUSH_NOT_MEDIA: () =>
    '收到的不是完整的音视频分片。请检查编码器的输出格式：HLS，分片为 fMP4 或 MPEG-TS。',
  PUSH_TOO_LARGE: ({ max }) =>
    `分片太大${max ? `（上限 ${Math.round(max / 1048576)} MB）` : ''}。请降低码率，或把分片缩短到 2 秒。`,
  PUSH_TOO_FAST: () => '推得太快或太多。请确认只有一个编码器在推，分片不短于 1 秒，码率不要太高。',
  PUSH_TOO_SLOW: () => '上传太慢，中途断了。请检查现场的上行网络，或降低码率。',
  LIST_BROKEN: () => '编码器的播放列表看不懂。请用 HLS 输出单一清晰度，不加密。',
  LIST_TOO_LONG: () => '编码器的播放列表太长。请把列表长度设为 6（hls_list_size=6）。',
  LIST_DURATION: () => '播放列表里有不合理的分片时长。分片要在 60 秒以内，建议 2 秒。',
  LIST_FOREIGN: () => '播放列表里有不属于本场的文件地址。请只列出推到本站的分片。',
  SOURCE_NOT_HTTPS: () => '外部直播地址必须以 https:// 开头。',
  SOURCE_ADDRESS: () =>
    '这个地址不能用：只能是普通的 https 网址，不带用户名密码、端口号、# 号，也不能是纯数字的 IP。',
  SOURCE_NOT_LISTED: () =>
    '这个网站不在本平台允许的名单里。请让管理员把它加进设置 STREAM_HOSTS，再试一次。',
  SOURCE_NOT_HLS: () =>
    '这个地址打开来不是 HLS 直播（内容要以 #EXTM3U 开头）。请向直播服务商要以 .m3u8 结尾的播放地址。',
  SOURCE_NOT_MP4: () => '这个地址打开来不是 MP4 录像。',
  SOURCE_AWAY: () => '现在打不开这个地址。如果直播还没有开始，可以勾选“先保存”。',
  FILM_NOT_MP4: () => '这个文件不是 MP4 录像，请先转成 MP4（H.264 + AAC）再上传。',
  FILM_PART: () => '这一段没有传完整，请重新上传这一段。',
  NOT_A_PICTURE: () => '封面要用 JPEG 或 PNG 图片，不超过 2 MB。',
  RANGE_WRONG: () => '要的这一段超出了录像的长度。',
  RECORDING_GONE: () => '录像已经按保存期限删除，文字实录和问答仍在。',
  RECORDING_SPLIT: () => '这一段太长，或者中途换过编码设置，请按页面上列出的分段下载。',
  BAD_CAPTIONS: ({ fault, line }) =>
    `第 ${line ?? 1} 行：${fault ? faults.zh[fault] : '字幕文件看不懂'}。什么都没有写入。`,
  DUMP_AGAIN: () => '导出途中平台有变动（例如一场刚刚归档），请从头再导出一次。',
  DUMP_DAMAGED: ({ field, line }) =>
    `备份已损坏${field ? `（${field}${line ? `，第 ${line} 行` : ''}）` : ''}，没有导入任何内容。`,
  DUMP_OTHER: ({ field }) =>
    `这份备份与本平台不相配${field ? `（${field}）` : ''}：请用同一版本的程序和同一个 PORTAL_KEY。`,
  PORTAL_NOT_EMPTY: ({ field }) =>
    `本平台已有内容${field ? `（${field}）` : ''}，只能导入到空的平台。`,
  READ_ONLY: () => '平台正在搬迁，暂时只能浏览，不能提交。请稍后再来。',
  NOT_READY: () => '网站还没有设置好，暂时不能使用。请管理员查看设置。',
  BROKEN: ({ ref }) =>
    `系统出了问题，没有办成。请稍后再试${ref ? `；如果总是这样，请把编号 ${ref} 告诉我们` : ''}。`,
}

const en: Say = {
  BAD_REQUEST: () => 'This request could not be read. Please reload the page and try again.',
  BAD_TEXT: () => 'The text contains damaged characters. Please type it again.',
  EMPTY: (facts) => enOf(facts, 'has not been filled in yet.', 'Nothing has been filled in yet.'),
  TOO_SHORT: (facts) => {
    const least = facts.min ? `: at least ${facts.min} characters.` : '.'
    return enOf(facts, `is too short${least}`, `Too short${least}`)
  },
  TOO_LONG: (facts) => {
    const most = facts.max ? `: at most ${facts.max} characters.` : '.'
    return enOf(facts, `is too long${most}`, `Too long${most}`)
  },
  PERSONAL_FOUND: () =>
    'The text seems to hold personal data. Please say what should become of it, and send it again.',
  INVALID: (facts) =>
    facts.field === 'contact'
      ? 'A mobile number has 11 digits, a mail address is written whole; only the ways named on this page are taken.'
      : enOf(
          facts,
          'is not as it should be. Please check it.',
          'What was filled in is not as it should be. Please check it.',
        ),
  BODY_TOO_LARGE: () => 'This is too large. Please shorten it.',
  NOT_JSON: () => 'This was sent in a form we do not take. Please reload the page and try again.',
  SIGN_IN_FIRST: () => 'Please sign in to the desk first.',
  PROVE_AGAIN: () => 'This matters: please confirm once more that it is you.',
  NOT_PROVEN: () => 'We could not make sure that it is you. Please try again.',
  CHALLENGE_USED: () =>
    'This confirmation was used already, or waited too long. Please press the button again.',
  PASSKEY_KNOWN: () => 'This passkey is registered already.',
  LAST_WAY_IN: () => 'This is your only way to sign in. Please add another one first.',
  NO_LINKS_HERE: () =>
    'A portal in production has no sign-in links. Please use a passkey; if nobody can, use a sealed emergency code.',
  LINK_USED: () =>
    'This sign-in link has been used or is out of date. Ask the administrator for another.',
  NOT_ALLOWED: () => 'You are not allowed to do this.',
  WRONG_ORIGIN: () => 'This request did not come from a page of this site, so nothing was done.',
  VERIFY_FIRST: () =>
    'Questions and comments in this session need a verified person. What you wrote is kept.',
  PROOF_WRONG: () => 'The check against scripts failed. Your votes are kept at the device level.',
  PROOF_USED: () => 'This proof has been used or is too old. Please open the page again.',
  LEVEL_NOT_OFFERED: ({ min }) =>
    `This portal has no service set up for level ${min ?? 2}, so a session cannot ask for it. Choose a lower level, or have an administrator set it up first.`,
  BAD_COOKIE: () =>
    'The mark in your browser was not valid and has been cleared. Please try again.',
  NOT_FOUND: () => 'There is no such page or item.',
  RECEIPT_UNKNOWN: () => 'We do not know this receipt code. Please check it.',
  RECEIPT_MISTYPED: () => 'One sign of the receipt code seems wrong. Please compare it once more.',
  METHOD_NOT_ALLOWED: () => 'This address does not offer that.',
  SESSION_NOT_OPEN: () => 'This session takes no questions or votes at the moment.',
  SESSION_MOVE: () => 'The session cannot go to that stage now.',
  QUESTION_PENDING: () => 'This question is still being reviewed and cannot be voted on yet.',
  QUESTION_MERGED: ({ mergedInto }) =>
    mergedInto
      ? `This question was merged into no. ${mergedInto}; please vote there.`
      : 'This question was merged into another one.',
  QUESTION_CLOSED: () => 'This question is settled; that is not possible any more.',
  NOT_POSSIBLE: () => 'That is not possible as things stand. Please reload and look again.',
  CONFLICT: ({ by }) => `${by ?? 'A colleague'} has just dealt with this one. Please look first.`,
  UNDO_TOO_LATE: () => 'It is too late to undo this.',
  STILL_OPEN: ({ pending, open }) => {
    const waiting = [
      pending?.length ? `${pending.length} to review (${numbers(pending, ', ')})` : '',
      open?.length ? `${open.length} to answer (${numbers(open, ', ')})` : '',
    ].filter(Boolean)
    const what = waiting.length > 0 ? waiting.join(' and ') : 'some questions'
    return `There are still ${what}. Every question needs an outcome first.`
  },
  SECOND_PERSON: () => 'This step needs a second person.',
  WRONG_UNIT: () =>
    'Your unit does not lead this case. Only the lead unit replies; an assisting one writes notes and drafts of interim replies.',
  OBJECTION_LATE: () =>
    'The time to object is over, or an objection was decided already. Accept the case, or ask whoever assigned it.',
  EXTENDED_ONCE: () => 'This case was extended already. That is possible once.',
  NO_EXTENSION: () => 'The deadlines of this kind of matter know no extension.',
  EXTENSION_LATE: () => 'The deadline has passed. More time is asked for before it is due.',
  REPLY_COPIED: () =>
    'The same text stands under other questions. Whoever approves has to confirm that it answers this one.',
  NOT_A_FILE: () =>
    'Only PDF, PNG and JPEG files are taken, told by their content; no PDF with scripts or files in it. Nothing was kept.',
  FILE_GONE: () => 'This file was taken away.',
  OWN_ROLE: () => 'Your own roles and account are changed by another administrator.',
  LAST_ADMIN: () =>
    'This is the last administrator, who can be neither disabled nor stripped of the role. Add another one first.',
  UNCHANGED: () => 'Nothing was changed, so there is nothing to keep.',
  ALREADY_HELD: () => 'This person holds that role already.',
  NOT_YET: () => 'There is no answer yet. You can say how it was handled once there is one.',
  RATED: () => 'You have already rated this answer; each answer is rated once.',
  SAID_BEFORE: () =>
    'You have said so before; each counts once. If there is another reason, please choose it.',
  WINDOW_OVER: () =>
    'The thirty days after the answer are over. You can ask again in a new session.',
  REASON_WANTED: () => 'Please choose a reason first, and add a few words.',
  CONTACTS_OFF: () => 'This portal keeps no contacts. Please use your receipt code.',
  APPEALED: () =>
    'This has been appealed already. Each rejection can be appealed once, to another moderator.',
  KEY_REUSED: () =>
    'The same submission key was used for something else. Please reload and send again.',
  SLUG_TAKEN: () => 'This address belongs to another session. Please choose another.',
  NAME_TAKEN: () => 'This name is taken. Please choose another.',
  MUTED: (facts) => mutedWords('en', facts),
  SLOW_DOWN: (facts) => `That was too fast. Please try again in ${seconds(facts)} seconds.`,
  ROOM_FULL: () =>
    'Many people are here now. The page refreshes by itself; asking and voting work as usual.',
  RECORD_AWAY: (facts) =>
    `The record cannot be reached just now. Please try again in ${seconds(facts)} seconds.`,
  FRAME_TOO_LARGE: () => 'What was sent is too large.',
  BAD_FRAME: () => 'What was sent could not be read. Please reload the page.',
  GAP: () => 'Something was missed and is being fetched again.',
  PUSH_NO_KEY: () =>
    'No stream key came along. Copy the whole push line, with its key, from the desk into the encoder.',
  PUSH_KEY: () =>
    "The stream key is wrong. Copy the push line once more from the desk's stream page.",
  PUSH_KEY_OVER: () =>
    "This stream key has expired or was replaced. Take a new one from the desk's stream page.",
  PUSH_OVER: () => 'This stream is over and takes no more pictures. Stop the encoder.',
  PUSH_NAME: () =>
    'This file name cannot be used: letters, digits, dots and dashes only, ending in .ts, .m4s, .mp4 or .m3u8. Set the encoder up by the push line at the desk.',
  PUSH_NOT_MEDIA: () =>
    'What came is no whole segment of picture or sound. Let the encoder put out HLS with fMP4 or MPEG-TS segments.',
  PUSH_TOO_LARGE: ({ max }) =>
    `This segment is too large${max ? ` (at most ${Math.round(max / 1048576)} MB)` : ''}. Lower the bitrate, or make segments 2 seconds long.`,
  PUSH_TOO_FAST: () =>
    'Too much is pushed, or too fast. Make sure that one encoder pushes, with segments of a second or more and a moderate bitrate.',
  PUSH_TOO_SLOW: () =>
    'The upload was too slow and broke off. Check the uplink at the venue, or lower the bitrate.',
  LIST_BROKEN: () =>
    "The encoder's playlist could not be read. Put out HLS of one quality, without encryption.",
  LIST_TOO_LONG: () => "The encoder's playlist is too long. Set its length to 6 (hls_list_size=6).",
  LIST_DURATION: () =>
    'The playlist names a segment of an impossible length. Segments are shorter than 60 seconds; 2 are best.',
  LIST_FOREIGN: () =>
    'The playlist names files that do not belong to this session. List only what is pushed here.',
  SOURCE_NOT_HTTPS: () => 'An address outside must begin with https://.',
  SOURCE_ADDRESS: () =>
    'This address cannot be used: a plain https address without name and password, port, # or an address in numbers.',
  SOURCE_NOT_LISTED: () =>
    'This host is not on the list of this portal. Ask the administrator to add it to STREAM_HOSTS.',
  SOURCE_NOT_HLS: () =>
    'What is at this address is no HLS playlist (it would begin with #EXTM3U). Ask your provider for the one that ends in .m3u8.',
  SOURCE_NOT_MP4: () => 'What is at this address is no MP4.',
  SOURCE_AWAY: () =>
    'This address does not answer now. If the stream has not begun yet, tick “save it anyway”.',
  FILM_NOT_MP4: () => 'This file is no MP4. Convert it to MP4 (H.264 and AAC) first.',
  FILM_PART: () => 'This part did not arrive whole. Please send it again.',
  NOT_A_PICTURE: () => 'A poster is a JPEG or PNG of at most 2 MB.',
  RANGE_WRONG: () => 'The part asked for lies beyond the end of the recording.',
  RECORDING_GONE: () =>
    'The recording was removed after its time. The text record and the answers are still here.',
  RECORDING_SPLIT: () =>
    'This is too long, or the encoder changed in the middle. Please take the parts listed on the page.',
  BAD_CAPTIONS: ({ fault, line }) =>
    `Line ${line ?? 1}: ${fault ? faults.en[fault] : 'this file could not be read'}. Nothing was written.`,
  DUMP_AGAIN: () =>
    'The portal changed while it was being copied (a session was archived, for example). Please export again from the start.',
  DUMP_DAMAGED: ({ field, line }) =>
    `This dump is damaged${field ? ` (${field}${line ? `, line ${line}` : ''})` : ''}; nothing was imported.`,
  DUMP_OTHER: ({ field }) =>
    `This dump does not go with this portal${field ? ` (${field})` : ''}: use the same version of the program and the same PORTAL_KEY.`,
  PORTAL_NOT_EMPTY: ({ field }) =>
    `This portal holds something already${field ? ` (${field})` : ''}; a dump goes into an empty one only.`,
  READ_ONLY: () =>
    'The portal is being moved and can only be read for a while. Please come back later.',
  NOT_READY: () => 'This site is not set up yet. Its operator finds out why in the settings.',
  BROKEN: ({ ref }) =>
    `Something went wrong on our side and nothing was done. Please try again later${ref ? `; if it stays like this, tell us the number ${ref}` : ''}.`,
}

/** A plain sentence for every refusal; facts only, never what was sent. */
export const refusalWords = words({ say: zh }, { say: en })

export function refusalMessage(lang: Lang, code: RefusalCode, facts: RefusalFacts = {}): string {
  return refusalWords[lang].say[code](facts)
}
