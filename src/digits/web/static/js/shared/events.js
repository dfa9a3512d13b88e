/**
 * The events between the modules of a page. All of them bubble to `document`.
 *
 * - `digits:drawn`    a drawing has grown, shrunk or been cleared; detail {@link Drawn}
 * - `digits:read`     a reading is requested at once; detail {@link Drawn}
 * - `digits:reading`  a drawing has been read; detail {@link DrawingRead}
 * - `digits:preview`  a drawing has been read as it was while it grew; detail {@link DrawingRead}
 * - `digits:empty`    there is no drawing, so there is no answer either
 * - `digits:trouble`  a drawing could not be read; detail {@link Trouble}
 * - `digits:back`     the server answers again after it was away; once for each time that it was
 * - `digits:restore`  a drawing is to be put in the drawing area; detail {@link Drawn}
 * - `digits:model`    another model was chosen
 * - `digits:pictures` pictures were uploaded; detail `{files: File[]}`
 * - `digits:say`      something for the screen reader; detail `{text: string}`
 *
 * @typedef {[number, number]} Point  x and y in 0..1 of the drawing area, y downwards
 * @typedef {{strokes: Point[][], isPenDown?: boolean}} Drawn  the last stroke is not finished while the pen is down
 * @typedef {{name: string, png: string}} Step
 * @typedef {object} DigitReading  of a picture or drawing, or of a part of a number
 * @property {number|null} digit
 * @property {"digit"|"unsure"|"blank"|"not_a_digit"|"number"} verdict
 * @property {boolean} mirrored
 * @property {number[]} probabilities
 * @property {number[]} candidates
 * @property {number[][]} ink  28 rows of 28, 255 is full ink
 * @property {{name: string, version: string, sha256: string}} model
 * @property {number} milliseconds
 * @typedef {object} Whole
 * @property {NumberRead[]} numbers  in reading order; none for a single digit
 * @property {Doubt[]} doubts
 * @property {Step[]} [steps]
 * @property {[number, number]|null} [size]  width and height of the picture, in the unit of the boxes; null of a drawing
 * @typedef {DigitReading & Whole} Reading  of a picture or drawing
 * @typedef {[number, number, number, number]} Box  left, top, right, bottom
 * @typedef {{text: string, box: Box, reading: DigitReading|null}} Part  of a number; a comma, minus or slash has no reading
 * @typedef {"digit"|"mark"|"cut"|"unread"|"gap"} Reason
 * @typedef {{reason: Reason, box: Box}} Doubt  a place where something may have been misread or missed
 * @typedef {{text: string, parts: Part[]}} NumberRead
 * @typedef {{reading: Reading, roundTrip: number}} Answer  the round trip in milliseconds
 * @typedef {{strokes: Point[][]} & Answer} DrawingRead  the strokes as `digits:drawn` brought them
 * @typedef {{message: string, retry: boolean, said?: string, detail?: string}} Trouble  the message consists of what is
 *   said in the page's language and the server's detail in English
 */

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {object} [detail]
 */
export function emit(target, name, detail = {}) {
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
