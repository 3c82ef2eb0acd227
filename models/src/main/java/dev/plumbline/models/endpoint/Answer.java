package dev.plumbline.models.endpoint;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.OptionalLong;

/**
 * What came back for some texts.
 *
 * @param vectors one row per text, in the order of the request
 * @param tokens that the server says it charges for, if it does
 */
record Answer(FloatMatrix vectors, OptionalLong tokens) {}
