package dev.plumbline.trainer.stage;

/** The stages of KaLM-Embedding-V2, and alignment. Each decides defaults only; any setting can be had in any of them. */
public enum StageKind {
    /** Weakly supervised pre-training: in-batch negatives alone. */
    PRETRAIN,
    /** Supervised fine-tuning: hard negatives, focal weights, online mixing. */
    FINETUNE,
    /** Contrastive distillation: fine-tuning's objective and a teacher's scores. */
    DISTILL,
    /** Learning a teacher's vectors, without negatives. */
    ALIGN,
    /** Blends checkpoints, trains nothing. */
    SOUP
}
