import { words } from '../lang'
import type { PersonalKind } from '../states'

/** Words about personal data: what was found, what is kept, what is erased; and about accusations. */

const zhKinds: Record<PersonalKind, string> = {
  phone: '手机号',
  id_number: '身份证号',
  bank_card: '银行卡号',
  landline: '座机号',
  plate: '车牌号',
  email: '电子邮箱',
  qq: 'QQ 号',
  wechat: '微信号',
  address: '住址门牌',
}

const enKinds: Record<PersonalKind, string> = {
  phone: 'a mobile number',
  id_number: 'an identity number',
  bank_card: 'a bank card number',
  landline: 'a landline number',
  plate: 'a number plate',
  email: 'an e-mail address',
  qq: 'a QQ number',
  wechat: 'a WeChat name',
  address: 'the door of a home',
}

export const personalWords = words(
  {
    kinds: zhKinds,
    join: '、',
    ask: {
      title: '提交前请看一下',
      found: (kinds: string) => `您写的内容里好像有${kinds}。公开的文字里会把它遮住，像下面这样：`,
      shown: '公开时显示',
      door: '里面还写了门牌。门牌不会自动遮住；如果是您家的住址，请在下面改一改。',
      choose: '原文怎么处理？',
      mask: '公开遮住的，原文不留',
      maskHint: '只保存遮住以后的文字。谁也看不到原来的号码，我们也没有。',
      seal: '公开遮住的，原文密封给办理的部门',
      sealHint:
        '需要凭号码联系您、查您的事才选这个。原文加密另存，工作人员写明理由才能看，每看一次都有记录；办结后 30 天抹去，没有转办的在本场截止后 30 天抹去。',
      edit: '或者在这里改一改再提交',
      text: '您写的',
      details: '补充说明',
      name: '称呼',
      again: '改好了，再看一遍',
      not: '还没有提交：选好以后才算数。',
    },
    accusation: {
      title: '已经封存',
      lead: '您写的是检举控告。内容已经加密封存：不公开，主持人和审核人看不到，也不会转给被反映的单位。',
      route: '请走法定途径',
      routeText:
        '检举控告由纪检监察机关受理：可以拨打 12388，登录中央纪委国家监委举报网站（www.12388.gov.cn），或者寄信、到当地纪检监察机关当面反映。本站不办理检举控告，只留下这份封存的原文和这个查询码。',
      code: '您的查询码',
      codeHint:
        '凭它可以查到这份封存还在不在，也可以随时抹去。“这台设备上问过的”里不会列出它，请自己收好。',
      until: '封存的原文在本场截止后 30 天抹去。',
      back: '返回这一场',
      state: '检举控告 · 已封存',
    },
    data: {
      title: '我的数据',
      kept: '我们保存着这些：',
      items: {
        text: '提问或留言的文字',
        details: '补充说明',
        name: '您填的称呼',
        device: '这台设备的标记（加密的，只用来列出您问过的）',
        code: '查询码的摘要（凭它认得您的查询码）',
      },
      original: {
        none: '没有另存原文。',
        sealed: '原文加密另存着，工作人员写明理由才能看。',
        erased: '另存的原文已经抹去。',
      },
      until: (day: string) => `它会在 ${day} 自动抹去。`,
      untilOpen: '它会在办结后 30 天抹去；没有转办的，在本场截止后 30 天抹去。',
      nothing: '没有保存任何文字。',
      erase: '抹去我的数据',
      eraseAll: '文字、称呼、设备标记和另存的原文立即抹去，不能恢复。',
      erasePublic:
        '已经公开、还没有开始答的，会撤回，只留下日期；已经答复或转办的，您的文字、称呼和设备标记都抹去，原处写“提问人已要求删除文字”，答复留着，别人还要看。正在台上答的，答完以后再来抹去文字。',
      sure: '确定抹去',
      done: '能抹去的都已经抹去。',
    },
    original: {
      title: '看原文',
      hint: '原文里有提交人的个人信息，只为办理这件事才能看。您的姓名、时间和理由会记入操作记录。',
      reason: '理由',
      look: '写明理由，看原文',
      shown: (who: string) => `已记录：${who} 看了这份原文。请不要抄到别处。`,
      text: '原文',
      details: '补充说明',
      name: '称呼',
      back: '返回工作台',
    },
  },
  {
    kinds: enKinds,
    join: ', ',
    ask: {
      title: 'Before you send it',
      found: (kinds: string) =>
        `Your text seems to hold ${kinds}. In what is published it will be masked, like this:`,
      shown: 'As published',
      door: 'It also names a door. Doors are not masked by themselves; if it is your home, please change it below.',
      choose: 'What about the original?',
      mask: 'Publish it masked, keep no original',
      maskHint:
        'Only the masked text is kept. Nobody can see the numbers, and we do not have them.',
      seal: 'Publish it masked, seal the original for the office that helps',
      sealHint:
        'Only where you have to be reached or found by the number. It is encrypted and kept apart; staff need a stated reason, and each look is recorded. It is erased 30 days after the matter ends, or after this session closes where nothing was handed over.',
      edit: 'Or change it here and send it again',
      text: 'What you wrote',
      details: 'Details',
      name: 'Name',
      again: 'Changed: check it again',
      not: 'Nothing has been sent yet: it counts once you have chosen.',
    },
    accusation: {
      title: 'Sealed',
      lead: 'What you wrote is an accusation. It is encrypted and sealed: not published, not visible to moderators and reviewers, never passed to the office it names.',
      route: 'Please take the lawful route',
      routeText:
        'Accusations are taken by the discipline inspection and supervision bodies: telephone 12388, www.12388.gov.cn, by letter, or in person. This site does not handle them; it keeps only this seal and the code.',
      code: 'Your receipt code',
      codeHint:
        'With it you can see whether the seal is still kept, and erase it at any time. It is not listed under “asked from this device”: please keep the code.',
      until: 'The sealed text is erased 30 days after the session closes.',
      back: 'Back to the session',
      state: 'Accusation, sealed',
    },
    data: {
      title: 'My data',
      kept: 'This is what we keep:',
      items: {
        text: 'the words of the question or comment',
        details: 'the details',
        name: 'the name you gave',
        device: 'a mark of this device (keyed, only used to list what you asked)',
        code: 'a digest of the receipt code (it is how we know your code)',
      },
      original: {
        none: 'No original is kept apart.',
        sealed: 'The original is kept apart, encrypted; staff need a stated reason to read it.',
        erased: 'The original that was kept apart has been erased.',
      },
      until: (day: string) => `It is erased by itself on ${day}.`,
      untilOpen:
        'It is erased 30 days after the matter ends, or after the session closes where nothing was handed over.',
      nothing: 'No words are kept.',
      erase: 'Erase my data',
      eraseAll:
        'The words, the name, the mark of the device and the sealed original go at once and for good.',
      erasePublic:
        'What is published and not yet being answered is withdrawn, and only its date stays. Of what was answered or handed over your words, the name and the mark of the device go, and a line says so in their place; the answer stays, as others rely on it. Words on stage can be erased once they are answered.',
      sure: 'Yes, erase it',
      done: 'Everything that can be erased has been erased.',
    },
    original: {
      title: 'Original wording',
      hint: 'It holds personal data of whoever wrote it and may be read only to deal with the matter. Your name, the time and the reason are recorded.',
      reason: 'Reason',
      look: 'Give the reason and read it',
      shown: (who: string) =>
        `Recorded: ${who} read this original. Please do not copy it elsewhere.`,
      text: 'Original',
      details: 'Details',
      name: 'Name',
      back: 'Back to the desk',
    },
  },
)
