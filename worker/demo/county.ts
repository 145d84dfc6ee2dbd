import type { UnitLevel } from '../contract/states'
import type { ScriptGuest } from './script'

/** 霞湾县 exists on no map: a county made up for the demonstration, with offices but no real person. */
export const REGION = '霞湾县'
export const COUNTY = 'demo-county'
export const SERIES = '霞湾县与网友面对面'
export const HOST_UNIT = '霞湾县人民政府办公室'

export interface DemoUnit {
  id: string
  name: string
  level: UnitLevel
  parent: string | null
  /** Answer period the unit asks for, in working days, where it differs from the rule. */
  answerDays: number | null
}

export const county: DemoUnit[] = [
  { id: 'demo-city', name: '东屿市', level: 'city', parent: null, answerDays: null },
  {
    id: COUNTY,
    name: REGION,
    level: 'county',
    parent: 'demo-city',
    answerDays: null,
  },
  {
    id: 'demo-housing',
    name: '县住建局',
    level: 'county',
    parent: COUNTY,
    answerDays: null,
  },
  {
    id: 'demo-schools',
    name: '县教育局',
    level: 'county',
    parent: COUNTY,
    answerDays: null,
  },
  { id: 'demo-roads', name: '县交通运输局', level: 'county', parent: COUNTY, answerDays: 7 },
  {
    id: 'demo-health',
    name: '县卫生健康局',
    level: 'county',
    parent: COUNTY,
    answerDays: null,
  },
  {
    id: 'demo-streets',
    name: '县城管局',
    level: 'county',
    parent: COUNTY,
    answerDays: null,
  },
  { id: 'demo-labour', name: '县人社局', level: 'county', parent: COUNTY, answerDays: null },
  { id: 'demo-water', name: '县供水公司', level: 'county', parent: COUNTY, answerDays: 7 },
  {
    id: 'demo-shuangtang',
    name: '双塘镇',
    level: 'township',
    parent: COUNTY,
    answerDays: null,
  },
  {
    id: 'demo-shangxi',
    name: '上溪乡',
    level: 'township',
    parent: COUNTY,
    answerDays: null,
  },
]

/** People are a surname and 某, as a newspaper would write. */
export const guests = {
  magistrate: { key: 'magistrate', name: '王某', office: '副县长', unit: REGION },
  water: { key: 'water', name: '林某', office: '经理', unit: '县供水公司' },
  housing: { key: 'housing', name: '黄某', office: '副局长', unit: '县住建局' },
  roads: { key: 'roads', name: '陈某', office: '局长', unit: '县交通运输局' },
  schools: { key: 'schools', name: '吴某', office: '副局长', unit: '县教育局' },
  streets: { key: 'streets', name: '郑某', office: '副局长', unit: '县城管局' },
  health: { key: 'health', name: '叶某', office: '副局长', unit: '县卫生健康局' },
  labour: { key: 'labour', name: '周某', office: '局长', unit: '县人社局' },
} satisfies Record<string, ScriptGuest>

export const moderators = [
  { id: 'demo-moderator-1', name: '许某', office: '主持人' },
  { id: 'demo-moderator-2', name: '何某', office: '审核员' },
] as const
