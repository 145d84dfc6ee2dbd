import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Lang } from '../contract/lang'
import { transcriptWords } from '../contract/words/transcript'
import { formatTime } from '../domain/shanghai'
import type { TranscriptRead } from '../http/transcript-reading'

/** The text record as a Word document; the library is large, so this is read when somebody asks for one. */

/** Chinese signs are set in the second of these, everything else in the first. */
const font = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: '宋体', cs: 'Calibri' }
const heavy = { ...font, eastAsia: '黑体' }
/** Half points: 小四, 五号. */
const BODY = 24
const SMALL = 21
const muted = '555555'
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const borders = { top: none, bottom: none, left: none, right: none }

/** Line ends of a text are line ends of its paragraph. */
function runs(text: string): TextRun[] {
  return text
    .split('\n')
    .map((part, i) => new TextRun({ text: part, size: BODY, font, ...(i > 0 && { break: 1 }) }))
}

export async function transcriptDocument(
  { lines, session }: TranscriptRead,
  { title, facts }: { title: string; facts: [string, string][] },
  lang: Lang,
): Promise<ArrayBuffer> {
  const t = transcriptWords[lang]
  const small = (text: string) => new TextRun({ text, size: SMALL, color: muted, font })
  const factRows = facts.map(
    ([name, value]) =>
      new TableRow({
        children: [
          new TableCell({
            borders,
            width: { size: 18, type: WidthType.PERCENTAGE },
            children: [
              new Paragraph({
                children: [new TextRun({ text: name, size: SMALL, font: heavy })],
              }),
            ],
          }),
          new TableCell({
            borders,
            width: { size: 82, type: WidthType.PERCENTAGE },
            children: [
              new Paragraph({ children: [new TextRun({ text: value, size: SMALL, font })] }),
            ],
          }),
        ],
      }),
  )
  const body = lines.flatMap((line) => {
    const marks = [
      line.question === undefined ? '' : t.question(line.question),
      line.late ? t.late : '',
      line.revised ? t.revised : '',
    ].filter(Boolean)
    return [
      new Paragraph({
        keepNext: true,
        spacing: { before: 200, after: 40 },
        children: [
          new TextRun({ text: line.speaker, bold: true, size: BODY, font: heavy }),
          ...(line.office ? [small(`　${line.office}`)] : []),
          small(`　${formatTime(line.at)}`),
          ...(marks.length > 0 ? [small(`　【${marks.join('，')}】`)] : []),
        ],
      }),
      new Paragraph({ spacing: { line: 400 }, children: runs(line.text) }),
    ]
  })
  const document = new Document({
    creator: session.unit,
    title,
    styles: { default: { document: { run: { font, size: BODY } } } },
    sections: [
      {
        properties: {
          // A4, in twentieths of a point.
          page: {
            size: { width: 11_906, height: 16_838 },
            margin: { top: 1_440, bottom: 1_440, left: 1_588, right: 1_474 },
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [
                  new TextRun({
                    children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
                    size: SMALL,
                    color: muted,
                    font,
                  }),
                ],
              }),
            ],
          }),
        },
        children: [
          new Paragraph({
            heading: HeadingLevel.TITLE,
            alignment: AlignmentType.CENTER,
            spacing: { after: 240 },
            children: [new TextRun({ text: title, bold: true, size: 36, font: heavy })],
          }),
          new Table({ rows: factRows, width: { size: 100, type: WidthType.PERCENTAGE } }),
          new Paragraph({
            spacing: { before: 160, after: 160 },
            children: [small(t.lead)],
          }),
          ...(body.length > 0 ? body : [new Paragraph({ children: [small(t.none)] })]),
        ],
      },
    ],
  })
  return Packer.toArrayBuffer(document)
}
