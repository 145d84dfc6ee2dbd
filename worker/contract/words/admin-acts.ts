import { words } from '../lang'

type Facts = Record<string, string | number | null>
const text = (facts: Facts, name: string): string => String(facts[name] ?? '')

/** What administrators did, each as a sentence: who did it stands in front. */
export const actWords = words(
  {
    none: '还没有变动。',
    somebody: '某位管理员',
    operator: '运维脚本',
    forWhom: (name: string) => `（代${name}）`,
    because: (reason: string) => `事由：${reason}`,
    entry: (seq: number) => `存证第 ${seq} 条`,
    say: {
      add_unit: (f: Facts) => `增加了单位“${text(f, 'name')}”`,
      change_unit: (f: Facts) =>
        f['was']
          ? `把单位“${text(f, 'was')}”改为“${text(f, 'name')}”`
          : `改了单位“${text(f, 'name')}”`,
      merge_unit: (f: Facts) => `把单位“${text(f, 'name')}”并入“${text(f, 'into')}”`,
      add_official: (f: Facts) =>
        `登记了答复人${text(f, 'name')}：${text(f, 'unit')}${text(f, 'office')}`,
      appoint_official: (f: Facts) =>
        `登记${text(f, 'name')}担任${text(f, 'unit')}${text(f, 'office')}`,
      move_official: (f: Facts) =>
        `登记${text(f, 'name')}调任${text(f, 'unit')}${text(f, 'office')}`,
      end_appointment: (f: Facts) =>
        `登记${text(f, 'name')}不再担任${text(f, 'unit')}${text(f, 'office')}`,
      add_staff: (f: Facts) =>
        `把${text(f, 'name')}加进人员名单，角色：${text(f, 'roleWord')}（${text(f, 'overWord')}）`,
      give_role: (f: Facts) =>
        `给${text(f, 'name')}角色：${text(f, 'roleWord')}（${text(f, 'overWord')}）`,
      revoke_role: (f: Facts) =>
        `收回${text(f, 'name')}的角色：${text(f, 'roleWord')}（${text(f, 'overWord')}）`,
      disable_staff: (f: Facts) => `停用了${text(f, 'name')}的账号`,
      enable_staff: (f: Facts) => `重新启用了${text(f, 'name')}的账号`,
      delegate: (f: Facts) =>
        `登记${text(f, 'name')}请假，${text(f, 'from')}至${text(f, 'to')}由${text(f, 'by')}代办`,
      end_delegation: (f: Facts) => `提前结束${text(f, 'by')}代${text(f, 'name')}办理`,
      link_account: (f: Facts) => `给${text(f, 'name')}关联了统一身份认证账号`,
      unlink_account: (f: Facts) => `取消了${text(f, 'name')}的统一身份认证账号`,
      invite_staff: (f: Facts) => `邀请了${text(f, 'name')}`,
      revoke_invite: (f: Facts) => `作废了给${text(f, 'name')}的邀请`,
      end_sign_ins: (f: Facts) => `结束了${text(f, 'name')}的登录`,
      keep_words: (f: Facts) => `换了词表，第 ${text(f, 'version')} 版，${text(f, 'name')} 个词`,
      keep_notice: (f: Facts) => `公布了 ${text(f, 'year')} 年放假安排第 ${text(f, 'version')} 版`,
      add_channel: (f: Facts) => `给单位“${text(f, 'name')}”加了通知方式（${text(f, 'way')}）`,
      end_channel: (f: Facts) =>
        `停用了单位“${text(f, 'name')}”的一个通知方式（${text(f, 'way')}）`,
      keep_rules: (f: Facts) =>
        `改了期限规则，第 ${text(f, 'version')} 版，${text(f, 'from')}起施行`,
      keep_reason: (f: Facts) =>
        `改了未采用理由“${text(f, 'was')}”的文字，现为“${text(f, 'name')}”`,
    },
  },
  {
    none: 'Nothing was changed yet.',
    somebody: 'an administrator',
    operator: 'a script of the operator',
    forWhom: (name: string) => ` (for ${name})`,
    because: (reason: string) => `Reason: ${reason}`,
    entry: (seq: number) => `entry ${seq} of the chain`,
    say: {
      add_unit: (f: Facts) => `added the unit “${text(f, 'name')}”`,
      change_unit: (f: Facts) =>
        f['was']
          ? `renamed the unit “${text(f, 'was')}” to “${text(f, 'name')}”`
          : `changed the unit “${text(f, 'name')}”`,
      merge_unit: (f: Facts) => `merged the unit “${text(f, 'name')}” into “${text(f, 'into')}”`,
      add_official: (f: Facts) =>
        `put ${text(f, 'name')} down as ${text(f, 'office')}, ${text(f, 'unit')}`,
      appoint_official: (f: Facts) =>
        `put down that ${text(f, 'name')} is ${text(f, 'office')}, ${text(f, 'unit')}`,
      move_official: (f: Facts) =>
        `put down that ${text(f, 'name')} moved to ${text(f, 'office')}, ${text(f, 'unit')}`,
      end_appointment: (f: Facts) =>
        `put down that ${text(f, 'name')} is ${text(f, 'office')}, ${text(f, 'unit')}, no longer`,
      add_staff: (f: Facts) =>
        `put ${text(f, 'name')} on the list as ${text(f, 'roleWord')} (${text(f, 'overWord')})`,
      give_role: (f: Facts) =>
        `gave ${text(f, 'name')} the role ${text(f, 'roleWord')} (${text(f, 'overWord')})`,
      revoke_role: (f: Facts) =>
        `took the role ${text(f, 'roleWord')} (${text(f, 'overWord')}) back from ${text(f, 'name')}`,
      disable_staff: (f: Facts) => `disabled the account of ${text(f, 'name')}`,
      enable_staff: (f: Facts) => `opened the account of ${text(f, 'name')} again`,
      delegate: (f: Facts) =>
        `put down that ${text(f, 'by')} does the work of ${text(f, 'name')} from ${text(f, 'from')} to ${text(f, 'to')}`,
      end_delegation: (f: Facts) =>
        `ended that ${text(f, 'by')} does the work of ${text(f, 'name')}`,
      link_account: (f: Facts) => `linked an account at a provider to ${text(f, 'name')}`,
      unlink_account: (f: Facts) => `took an account at a provider from ${text(f, 'name')}`,
      invite_staff: (f: Facts) => `invited ${text(f, 'name')}`,
      revoke_invite: (f: Facts) => `revoked the invitation of ${text(f, 'name')}`,
      end_sign_ins: (f: Facts) => `ended signing-ins of ${text(f, 'name')}`,
      keep_words: (f: Facts) =>
        `changed the list of words, version ${text(f, 'version')}, ${text(f, 'name')} words`,
      keep_notice: (f: Facts) =>
        `published the holidays of ${text(f, 'year')}, version ${text(f, 'version')}`,
      add_channel: (f: Facts) =>
        `added a way to tell the unit “${text(f, 'name')}” (${text(f, 'way')})`,
      end_channel: (f: Facts) =>
        `ended a way to tell the unit “${text(f, 'name')}” (${text(f, 'way')})`,
      keep_rules: (f: Facts) =>
        `changed the deadline rules, version ${text(f, 'version')}, in force from ${text(f, 'from')}`,
      keep_reason: (f: Facts) => `reworded the reason “${text(f, 'was')}” as “${text(f, 'name')}”`,
    },
  },
)
