/** Mounts every part of the page. */

import { loadTexts } from "../shared/translations.js";
import { followTheme } from "./bitmap.js";
import { mountMeasuredCurves } from "./measured-curves.js";
import { mountDigits } from "./example-digits.js";
import { find, pageData } from "./dom.js";
import { mountFeatureMaps, mountFilters } from "./filters-view.js";
import { drawLayers } from "./layers-view.js";
import { mountPerceptron } from "./perceptron-view.js";
import { mountPooling } from "./pooling-view.js";
import { mountSoftmax } from "./softmax-view.js";
import { mountActivation, mountBatches, mountCounts, mountNormalization } from "./training-view.js";
import { mountXorNetwork } from "./xor-view.js";
import { mountConvolution } from "./convolution-view.js";

loadTexts();
const measured = pageData("curves");
const onDigit = mountDigits(pageData("examples"));

mountPerceptron(find(document, "[data-perceptron]"));
mountXorNetwork(find(document, "[data-network]"));
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
mountMeasuredCurves(document, measured);
followTheme();
