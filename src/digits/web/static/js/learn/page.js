/** Mounts every part of the page. */

import { readTexts } from "../shared/translations.js";
import { followTheme } from "./bitmap.js";
import { mountCharts } from "./measured-curves.js";
import { mountDigits } from "./example-digits.js";
import { find, given } from "./dom.js";
import { mountFeatureMaps, mountFilters } from "./filters-view.js";
import { drawLayers } from "./layers-view.js";
import { mountPlayground } from "./perceptron-view.js";
import { mountPooling } from "./pooling-view.js";
import { mountSoftmax } from "./softmax-view.js";
import { mountActivation, mountBatches, mountCounts, mountNormalization } from "./training-view.js";
import { mountNetwork } from "./xor-view.js";
import { mountConvolution } from "./convolution-view.js";

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
