import { words } from '../lang'

/** Ways by which a unit is told besides its desk. */
export const adminChannelsWords = words(
  {
    title: '另外的通知方式',
    lead: '交办、提醒和逾期在工作台都能看到。还可以同时发到邮箱、手机或本单位自己的系统（企业微信、政务微信机器人也行）。地址加密保存，保存后只显示一部分。',
    none: '还没有另外的通知方式。',
    way: '方式',
    ways: { email: '邮箱', sms: '手机短信', hook: '系统接口（https 地址）' },
    to: '地址或号码',
    toHint: '邮箱、11 位手机号，或 https 开头的接口地址',
    toWrong: '地址不能用：邮箱或手机号不对，或者接口不是 https、指向内部网络、不在允许的名单里。',
    add: '加上',
    end: '停用并抹掉地址',
    try: '发一条测试消息',
    since: (day: string) => `${day} 起`,
    secret: '接口的签名密钥，只显示这一次，请交给对方系统的管理员：',
    failed: '测试消息没有发出。',
    why: {
      not_set: '门户没有设置这种发送方式。',
      away: '对方没有回应。',
      refused: '对方没有收下。',
      tls: '对方的邮件服务器不支持加密。',
      sign_in: '邮件服务器的账号或密码不对。',
      address: '地址不能用。',
      broken: '中途断了。',
    },
  },
  {
    title: 'Other ways to tell this unit',
    lead: 'Everything is at the desk. It can also be sent by mail, short message or to the unit’s own system (robots of 企业微信 and 政务微信 as well). Addresses are sealed; only a part of them is shown.',
    none: 'There is no other way yet.',
    way: 'Way',
    ways: { email: 'Mail', sms: 'Short message', hook: 'Own system (https address)' },
    to: 'Address or number',
    toHint: 'A mail address, a mobile number, or an address that begins with https',
    toWrong:
      'This cannot be used: not a mail address or number, or an address that is not https, within the portal’s network, or not on the list.',
    add: 'Add',
    end: 'End it and erase the address',
    try: 'Send a trial message',
    since: (day: string) => `since ${day}`,
    secret:
      'The secret that letters are signed with, shown this once. Hand it to whoever runs the system:',
    failed: 'The trial message did not go out.',
    why: {
      not_set: 'The portal has no such way set up.',
      away: 'The other side did not answer.',
      refused: 'The other side did not take it.',
      tls: 'The mail server knows no encryption.',
      sign_in: 'The mail server refuses the account or password.',
      address: 'The address cannot be used.',
      broken: 'It broke off.',
    },
  },
)
