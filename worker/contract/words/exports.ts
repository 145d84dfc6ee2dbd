import { words } from '../lang'

/** Headings of tables that leave the portal as files. */
export const exportWords = words(
  {
    handoffs: {
      no: '编号',
      question: '提问',
      votes: '票数',
      kind: '类型',
      unit: '承办单位',
      state: '办理状态',
      assigned: '交办时间',
      due: '应答复时间',
      dueStatus: '时限',
      provisional: '该年放假安排未公布，时限为暂定',
      replied: '答复时间',
      link: '网址',
    },
    feedTitle: (portal: string) => `${portal}：最新答复`,
  },
  {
    handoffs: {
      no: 'No.',
      question: 'Question',
      votes: 'Votes',
      kind: 'Kind',
      unit: 'Unit',
      state: 'State',
      assigned: 'Handed off',
      due: 'Due',
      dueStatus: 'Time limit',
      provisional: 'Provisional: the holidays of that year are not published yet',
      replied: 'Replied',
      link: 'Address',
    },
    feedTitle: (portal: string) => `${portal}: newest answers`,
  },
)
