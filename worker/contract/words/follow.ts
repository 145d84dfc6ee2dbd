import type { SolvedSaid, VisitWay } from '../cases'
import { words } from '../lang'
import type { ReopenReason } from '../follow'

/** What comes after an answer, for askers and readers: pages that only the server draws. */

const zhSolved: Record<SolvedSaid, string> = {
  yes: '已解决',
  partly: '解决了一部分',
  no: '没有解决',
}
const enSolved: Record<SolvedSaid, string> = {
  yes: 'solved',
  partly: 'partly solved',
  no: 'not solved',
}

const zhReason: Record<ReopenReason, string> = {
  not_done: '说办好了，其实没有办',
  wrong_matter: '办的不是我说的那件事',
  no_answer_to_question: '没有回答我问的问题',
  promise_broken: '答应的事没有兑现',
  new_facts: '有新的情况',
}
const enReason: Record<ReopenReason, string> = {
  not_done: 'It is said to be done, and is not',
  wrong_matter: 'Another matter was handled than the one I named',
  no_answer_to_question: 'What I asked was not answered',
  promise_broken: 'What was promised was not kept',
  new_facts: 'There are new facts',
}

const zhWay: Record<VisitWay, string> = {
  phone: '电话',
  door: '上门',
  meeting: '见面',
  online: '网上',
}
const enWay: Record<VisitWay, string> = {
  phone: 'by telephone',
  door: 'at the door',
  meeting: 'in person',
  online: 'online',
}

export const followWords = words(
  {
    solved: zhSolved,
    reason: zhReason,
    way: zhWay,
    manner: '态度',
    speed: '速度',
    grade: ['很差', '较差', '一般', '较好', '很好'] as readonly string[],
    grades: (manner: number | null, speed: number | null) =>
      [manner && `态度 ${manner} 分`, speed && `速度 ${speed} 分`].filter(Boolean).join('，'),
    again: (round: number) => `第 ${round + 1} 轮`,
    public: {
      title: '答复以后',
      asker: '提问人评价',
      lapsed: (unit: string) => `${unit}的答复：期满未评价（不算满意）`,
      visit: (no: number) => `第 ${no} 次回访`,
      notReached: '没有联系上',
      visited: (word: string) => `被回访人说：${word}`,
      further: '提问人追问',
      furtherAnswer: '对追问的答复',
      furtherWaits: '已转给答复单位，等候书面答复。',
    },
    own: {
      title: '答复以后您可以做的',
      wantedTitle: (unit: string) => `${unit}请您补充情况`,
      wantedUntil: (day: string) => `请在 ${day}前补充。补充以前，办理的期限暂停计算。`,
      give: '我来补充',
      rateTitle: (unit: string) => (unit ? `${unit}的答复，您满意吗？` : '这次答复，您满意吗？'),
      rateUntil: (day: string) => `${day}前可以评价，不评价不会算成满意。`,
      rate: '我来评价',
      rated: '您的评价',
      wordsState: {
        submitted: '您写的话正在审核，通过后公开。',
        listed: '您写的话已经公开。',
        rejected: '您写的话没有公开，评价照样算数。',
      },
      lapsed: (unit: string) => `${unit}的答复：期满未评价，不算满意。`,
      reopen: '没有办好，要求重新办理',
      further: '还有一句要追问',
      furtherOwn: '您的追问',
      furtherState: {
        submitted: '正在等候审核，通过后公开并转给答复单位。',
        listed: '已经公开，等候书面答复。',
        rejected: '没有采用。',
        answered: '已经答复。',
      },
      differ: '我的情况不同',
      differOwn: '您说过：我的情况不同',
      differState: {
        open: '工作人员正在看，结果会写在这里。',
        taken: '已经分开，单独办理。',
        declined: '看过以后，仍然一起办理。',
      },
      why: '说明',
    },
    page: {
      back: '返回我的问题',
      cancel: '先不了',
      about: '您问的是',
      rate: {
        title: '问题解决了吗？',
        lead: '按实际情况选一个。',
        second: '再给这两样打个分',
        mannerAsk: '工作人员态度怎么样？',
        speedAsk: '办得快不快？',
        words: '想说的话（可以不写）',
        wordsHint: '审核通过后才公开；其中的电话等号码会自动遮住。',
        final: '每一轮答复只评价一次，提交以后不能改。',
        chosen: (word: string) => `您选的是：${word}`,
        change: '改选',
        send: '提交评价',
        ifNo: '选“没有解决”，这件事会自动转给部门办理，从今天起计算期限。',
      },
      reopen: {
        title: '要求重新办理',
        lead: '同一个原因只能要求一次。部门会从今天起重新计算期限。',
        reason: '原因是哪一个？',
        words: '请写明情况',
        wordsHint: '只给办理的人看，不公开。原因会公开。其中的号码会自动遮住。',
        send: '提交',
      },
      further: {
        title: '追问一句',
        lead: '每个问题可以追问一次。审核通过后公开，由答复单位书面回答。',
        text: '您要追问的',
        hint: '其中的电话等号码会自动遮住。',
        send: '提交追问',
      },
      details: {
        title: '补充情况',
        asked: (unit: string) => `${unit}问`,
        text: '您补充的',
        hint: '只给办理的单位看，不公开。号码会遮住，原文加密保存，只有办理的人说明理由才能打开。',
        send: '提交补充',
      },
      differ: {
        title: '我的情况不同',
        lead: {
          merged:
            '您的问题和别的问题并在一起答复了。如果不是同一件事，请说明，主持人会看能不能分开。只能说一次。',
          joint:
            '您的问题和别的问题一起答复了。如果不是同一件事，请说明，会分开单独办理。只能说一次。',
        },
        text: '哪里不同？',
        hint: '只给工作人员看，不公开。',
        send: '提交',
      },
      done: {
        rate: {
          yes: '谢谢您的评价。这件事记为“群众确认”。',
          partly: '谢谢您的评价。已记为“有异议”。您还可以要求重新办理。',
          no: '谢谢您如实评价。已记为“有异议”。您还可以要求重新办理。',
        },
        opened: '谢谢您如实评价。这件事已经转给部门办理，凭查询码可以看办到哪一步。',
        reopen: '已经要求重新办理，部门从今天起重新计算期限。',
        further: '追问收到了，正在等候审核。',
        details: '补充的情况已经交给办理的单位，期限继续计算。',
        differ: '收到了，工作人员会看。',
      },
    },
  },
  {
    solved: enSolved,
    reason: enReason,
    way: enWay,
    manner: 'Manner',
    speed: 'Speed',
    grade: ['very poor', 'poor', 'fair', 'good', 'very good'] as readonly string[],
    grades: (manner: number | null, speed: number | null) =>
      [manner && `manner ${manner} of 5`, speed && `speed ${speed} of 5`]
        .filter(Boolean)
        .join(', '),
    again: (round: number) => `round ${round + 1}`,
    public: {
      title: 'After the answer',
      asker: 'The asker says',
      lapsed: (unit: string) => `Reply of ${unit}: not rated in time (counts as no satisfaction)`,
      visit: (no: number) => `Visit ${no}`,
      notReached: 'not reached',
      visited: (word: string) => `the person visited says: ${word}`,
      further: 'Further question of the asker',
      furtherAnswer: 'Answer to it',
      furtherWaits: 'With the unit that answered, for an answer in writing.',
    },
    own: {
      title: 'After the answer you can',
      wantedTitle: (unit: string) => `${unit} asks you for details`,
      wantedUntil: (day: string) =>
        `Please answer before ${day}. Until then the clock stands still.`,
      give: 'Give details',
      rateTitle: (unit: string) =>
        unit ? `Is the reply of ${unit} any help?` : 'Is the answer any help?',
      rateUntil: (day: string) =>
        `You can say so until ${day}. Silence is not counted as satisfaction.`,
      rate: 'Rate it',
      rated: 'Your rating',
      wordsState: {
        submitted: 'Your words wait for review; then they are published.',
        listed: 'Your words are public.',
        rejected: 'Your words were not published; the rating counts all the same.',
      },
      lapsed: (unit: string) =>
        `Reply of ${unit}: not rated in time, which counts as no satisfaction.`,
      reopen: 'It is not done: have it opened again',
      further: 'One further question',
      furtherOwn: 'Your further question',
      furtherState: {
        submitted: 'Waits for review; then it is published and goes to the unit.',
        listed: 'Public; waits for an answer in writing.',
        rejected: 'Not adopted.',
        answered: 'Answered.',
      },
      differ: 'My situation differs',
      differOwn: 'You said: my situation differs',
      differState: {
        open: 'The staff are looking at it; what comes of it will stand here.',
        taken: 'It is handled by itself now.',
        declined: 'It stays with the others.',
      },
      why: 'Reason',
    },
    page: {
      back: 'Back to my question',
      cancel: 'Not now',
      about: 'You asked',
      rate: {
        title: 'Is it solved?',
        lead: 'Choose what is true.',
        second: 'Two more marks',
        mannerAsk: 'How were you treated?',
        speedAsk: 'How fast was it?',
        words: 'Anything to add (optional)',
        wordsHint: 'Published only after review; telephone numbers and the like are masked.',
        final: 'Each answer is rated once; it cannot be changed afterwards.',
        chosen: (word: string) => `You chose: ${word}`,
        change: 'Choose again',
        send: 'Send',
        ifNo: 'If you choose “not solved”, it is handed to a department by itself, with a due date from today.',
      },
      reopen: {
        title: 'Have it opened again',
        lead: 'Once for each reason. The department has a new due date from today.',
        reason: 'What is the reason?',
        words: 'What happened?',
        wordsHint: 'For those who handle it, not public. The reason is public. Numbers are masked.',
        send: 'Send',
      },
      further: {
        title: 'One further question',
        lead: 'One for each question. After review it is public, and the unit answers in writing.',
        text: 'Your question',
        hint: 'Telephone numbers and the like are masked.',
        send: 'Send',
      },
      details: {
        title: 'Give details',
        asked: (unit: string) => `${unit} asks`,
        text: 'Your details',
        hint: 'For the unit that handles it, not public. Numbers are masked; the original is sealed and opened only for a stated reason.',
        send: 'Send',
      },
      differ: {
        title: 'My situation differs',
        lead: {
          merged:
            'Your question was merged with another. If it is a different matter, say why; the host looks whether it can stand alone. Once.',
          joint:
            'Your question was answered together with others. If it is a different matter, say why; it will be handled by itself. Once.',
        },
        text: 'What is different?',
        hint: 'For the staff, not public.',
        send: 'Send',
      },
      done: {
        rate: {
          yes: 'Thank you. The matter counts as confirmed by its asker.',
          partly: 'Thank you. It is marked as disputed. You can have it opened again.',
          no: 'Thank you for saying so. It is marked as disputed. You can have it opened again.',
        },
        opened:
          'Thank you for saying so. It has gone to a department; see how it goes with your receipt code.',
        reopen: 'It is opened again; the department has a new due date from today.',
        further: 'Your question has arrived and waits for review.',
        details: 'Your details are with the unit; the clock runs again.',
        differ: 'It has arrived; the staff will look at it.',
      },
    },
  },
)
