import { words } from '../lang'

/** The page that tells people how to check that nothing was altered. */
export const integrityWords = words(
  {
    title: '存证',
    describe: '每一次提问、审核、答复、转办都按顺序存证，谁都可以核对，改动会被发现。',
    lead: '本平台的每一次提问、审核、答复、转办、撤回和场次变动，都按先后顺序记成一条，并与前一条锁在一起。事后改动、删除、插入或调换任何一条，后面的校验值就全部对不上。',
    now: '现在的存证',
    seq: '第几条',
    hash: '校验值',
    at: '签名时间',
    key: '公钥',
    why: '为什么要留存',
    whyText:
      '校验值印在每一张回执和每一页的页脚，格式如“123:ab12cd34ef567890”。它到了您手里，就不在我们手里了：以后公布的记录里第 123 条必须是这个值，否则就是被改过。',
    how: '怎样核对',
    steps: [
      '下载平台的存证和要核对的那一场的存证（每行一条记录，不含个人信息）。',
      '在任何装有 Node 的电脑上运行：node verify-audit.mjs audit-portal.jsonl audit-场次.jsonl --key 公钥。脚本在本平台的源代码里，不需要安装别的东西，也可以照文档自己写一个。',
      '加上 --head 和您回执上印的校验值，核对您留存的那一刻。',
      '加上 --against 和那一场的公开记录，核对网上显示的答复和去向就是当时存证的那些。',
    ],
    privacy:
      '存证里没有姓名、没有提问和答复的原文，只有加了随机数的指纹。原文和随机数一旦删除，指纹就不再对应任何内容。',
    files: '下载',
    portal: '平台的存证',
    chain: '本场存证',
    record: '公开记录',
    none: '目录暂时打不开，请稍后再试。',
    head: '机器可读的存证',
  },
  {
    title: 'Audit seals',
    describe:
      'Every question, review, answer and hand-off is sealed in order. Anybody can check, and changes are found.',
    lead: 'Every question, review, answer, hand-off, withdrawal and move of a session is written down in order as an entry, and each entry is locked to the one before. If anybody changes, deletes, inserts or swaps one later, none of the seals after it fit.',
    now: 'Where it stands now',
    seq: 'Entry',
    hash: 'Seal',
    at: 'Signed',
    key: 'Public key',
    why: 'Why to keep it',
    whyText:
      'The seal is printed on every receipt and at the foot of every page, like “123:ab12cd34ef567890”. What is in your hands is out of ours: entry 123 of whatever we publish later must have this seal, or it was altered.',
    how: 'How to check',
    steps: [
      'Download the chain of the portal, and that of the session you want to check (one entry a line, no personal data).',
      'On any computer with Node: node verify-audit.mjs audit-portal.jsonl audit-SESSION.jsonl --key PUBLIC-KEY. The script is in the source of this portal and needs nothing else installed; you can also write your own from the documentation.',
      'Add --head and the seal on your receipt, to check the moment you kept.',
      'Add --against and the public record of the session, to check that the answers and outcomes shown are the ones that were sealed.',
    ],
    privacy:
      'The entries hold no names and no texts, only fingerprints made with random numbers. Once a text and its random number are erased, its fingerprint stands for nothing any more.',
    files: 'Downloads',
    portal: 'Chain of the portal',
    chain: 'Chain',
    record: 'Public record',
    none: 'The list cannot be read just now. Please try again later.',
    head: 'For machines',
  },
)
