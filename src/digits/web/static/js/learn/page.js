/** Puts life into the page Learn: one mount for each thing on it. */

import { readTexts } from "../shared/texts.js";
import { followTheme } from "./bitmap.js";
import { mountCharts } from "./charts.js";
import { mountDigits } from "./digits.js";
import { find, given } from "./dom.js";
import { mountFeatureMaps, mountFilters } from "./filters-view.js";
import { drawLayers } from "./layers.js";
import { mountPlayground } from "./playground.js";
import { mountPooling } from "./pooling-view.js";
import { mountSoftmax } from "./softmax-view.js";
import { mountActivation, mountBatches, mountCounts, mountNormalization } from "./training-view.js";
import { mountNetwork } from "./two-layers.js";
import { mountConvolution } from "./window-view.js";

readTexts();
const measured = given("curves");
const onDigit = mountDigits(given("examples"));

mountPlayground(find(document, "[data-perceptron]"));
mountNetwork(find(document, "[data-network]"));
mountSoftmax(find(document, "[data-softmax]"));

drawLayers(document);
mountBatches(find(document, "[data-batches]"));
mountNormalization(find(document, "[data-normalization]"), measured.sums.values);
mountConvolution(find(document, "[data-convolution]"), onDigit);
mountFilters(find(document, "[data-filters]"), onDigit, measured.filters);
mountActivation(find(document, "[data-activation]"));
mountFeatureMaps(find(document, "[data-feature-maps]"), onDigit, measured.filters);
mountPooling(find(document, "[data-pooling]"));
mountCounts(find(document, "[data-counts]"));
mountCharts(document, measured);
followTheme();
