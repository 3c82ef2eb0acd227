/**
 * Networks from token ids to token vectors. {@link dev.plumbline.models.network.TokenNetwork} is what an encoder of texts
 * needs of one, whatever computes it; {@link dev.plumbline.models.network.FloatType} is the type it is computed in.
 */
@NullMarked
package dev.plumbline.models.network;

import org.jspecify.annotations.NullMarked;
