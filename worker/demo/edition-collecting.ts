import { guests } from './county'
import { DAYS, type Script } from './script'

/** The edition of next week: its anchor is now, its start seven days ahead. */
export const collectingEdition: Script = {
  role: 'collecting',
  slug: 'xw-4',
  edition: 4,
  title: '第四期与网友面对面：就业与办事',
  topic: '就业、社保与办事窗口',
  notice:
    '【演示数据】霞湾县是虚构的。下一期请人社、卫健和乡镇的负责人来回答。现在就可以提问、投票，票多的先问；当天来不了的，看会后的书面答复。',
  place: '双塘镇文化站大厅',
  opensAt: -2 * DAYS,
  startsAt: 7 * DAYS,
  endsAt: 7 * DAYS + 100,
  guests: [guests.magistrate, guests.labour, guests.health],
  questions: [
    {
      asked: -2 * DAYS + 60,
      text: '县里的招聘会来来去去都是那几家厂，工资写三千到八千，去了才知道底薪一千八。能不能要求写清楚底薪、工时和交不交社保？',
      name: '找工作的',
      votes: 132,
      fate: { is: 'listed' },
    },
    {
      asked: -2 * DAYS + 90,
      text: '回乡开了个小加工坊，带了村里六个妇女做手工，想申请创业担保贷款，银行说要房产抵押，人社说不用，到底要不要？',
      name: '做竹编的',
      votes: 97,
      fate: { is: 'listed' },
    },
    {
      asked: -2 * DAYS + 300,
      text: '灵活就业社保补贴，为什么有人领三年有人领五年？窗口说法不一样，想看到一张明明白白的表。',
      votes: 84,
      fate: { is: 'listed' },
    },
    {
      asked: -2 * DAYS + 420,
      text: '办事大厅中午能不能留人？我们上班的只有中午有空，每次去都是“下午三点再来”。',
      votes: 121,
      fate: { is: 'listed' },
    },
    {
      asked: -1 * DAYS,
      text: '老人高龄补贴每年要本人到村里拍照认证，我爷爷九十二了下不了床，能不能上门或者视频认证？',
      name: '孙女',
      votes: 109,
      fate: { is: 'listed' },
    },
    {
      asked: -1 * DAYS + 80,
      text: '村卫生室的药品种太少，高血压的药常常断货，要到镇上才买得到，一个月跑两趟。',
      votes: 63,
      fate: { is: 'listed' },
    },
    {
      asked: -1 * DAYS + 200,
      text: '小孩在外地出生，回县里上户口，派出所、卫健、居委会来回跑了四趟，有没有一次办完的窗口？',
      votes: 58,
      fate: { is: 'listed' },
    },
    {
      asked: -1 * DAYS + 330,
      text: '双塘镇敬老院的床位空着一半，为什么外村的老人不能住？自己出钱也不行吗？',
      votes: 47,
      fate: { is: 'listed' },
    },
    {
      asked: -600,
      text: '手机上办事要刷脸，老人眨眼总过不去，家里人代办又说不是本人，能不能留一个人工通道？',
      name: '老人的儿子',
      votes: 76,
      fate: { is: 'listed' },
    },
    {
      asked: -420,
      text: '保安、环卫这些岗位超过六十岁就不给买工伤险，出了事算谁的？',
      votes: 39,
      fate: { is: 'listed' },
    },
    {
      asked: -50,
      text: '职业中专开的护理班，学完能不能直接到县里的养老机构实习？',
      votes: 0,
      fate: { is: 'pending' },
    },
    {
      asked: -18,
      text: '医保异地备案在手机上怎么办，我点了三次都退回来，没写原因。',
      votes: 0,
      fate: { is: 'pending' },
    },
  ],
  comments: [
    { at: -1 * DAYS + 30, text: '希望这期把“窗口说法不一样”讲透。' },
    { at: -300, text: '第三期答应贴的办事单子，这期来对一对。', name: '双塘网友' },
  ],
  cases: [],
}
