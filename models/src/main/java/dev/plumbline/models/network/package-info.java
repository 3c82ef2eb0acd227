/**
 * Networks from token ids to token vectors. {@link dev.plumbline.models.network.TokenNetwork} is what an encoder of texts
 * needs of one, whatever computes it.
 */
package dev.plumbline.models.network;
