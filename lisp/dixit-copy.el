;;; dixit-copy.el --- The module's copy of a text  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;; This file is not part of GNU Emacs.

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the
;; Free Software Foundation, either version 3 of the License, or (at your
;; option) any later version.

;; This program is distributed in the hope that it will be useful, but
;; WITHOUT ANY WARRANTY; without even the implied warranty of
;; MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the GNU
;; General Public License for more details.

;; You should have received a copy of the GNU General Public License along
;; with this program.  If not, see <https://www.gnu.org/licenses/>.

;;; Commentary:

;; To hand a text over as strings makes as much garbage as the text is
;; long, and Emacs collects it while the user types.  So the module keeps a copy
;; of what it was handed, and the next time gets what has changed alone: what is
;; between the first change and the last one.
;;
;; A change that the hooks were not told of, such as one in an indirect buffer,
;; shows in `buffer-chars-modified-tick'.  The copy is dropped then, and the
;; text is handed over anew.  Text with markup is not copied, because what is
;; blanked of it may change far from an edit.

;;; Code:

(require 'cl-lib)

(declare-function dixit--mod-text "dixit-module.so")
(declare-function dixit--mod-text-size "dixit-module.so")
(declare-function dixit--mod-text-replace "dixit-module.so")
(declare-function dixit--mod-text-give "dixit-module.so")
(declare-function dixit--mod-text-free "dixit-module.so")

(cl-defstruct (dixit-copy (:copier nil))
  "The module's copy of a buffer's text."
  buffer                ; whose text it is; a clone inherits the variable
  native                ; the module's copy
  tick                  ; `buffer-chars-modified-tick' after the last change
  before                ; characters at the start of the text that are the same
  after)                ; characters at its end that are

(defconst dixit-copy-least 1000
  "Characters of a text from which on a copy is kept.")

(defconst dixit-copy-most 65536
  "Characters that may have changed for the copy to be worth while.")

(defvar-local dixit-copy nil
  "The `dixit-copy' of this buffer, or nil.")

(defun dixit-copy--here ()
  "Return the copy of the current buffer if it is still good, or nil."
  (and dixit-copy
       (eq (dixit-copy-buffer dixit-copy) (current-buffer))
       (eql (dixit-copy-tick dixit-copy) (buffer-chars-modified-tick))
       dixit-copy))

(defun dixit-copy--before (&rest _)
  "Drop the copy if the text has changed and nobody told."
  (unless (dixit-copy--here) (dixit-copy-forget)))

(defun dixit-copy--after (start end &rest _)
  "Note that the text from START to END is new."
  (let ((copy dixit-copy))
    (when (and copy (eq (dixit-copy-buffer copy) (current-buffer)))
      (setf (dixit-copy-tick copy) (buffer-chars-modified-tick)
            (dixit-copy-before copy) (min (dixit-copy-before copy) (1- start))
            (dixit-copy-after copy) (min (dixit-copy-after copy)
                                         (- (1+ (buffer-size)) end))))))

(defun dixit-copy-forget ()
  "Let go of the copy of the current buffer."
  (remove-hook 'before-change-functions #'dixit-copy--before t)
  (remove-hook 'after-change-functions #'dixit-copy--after t)
  (when (and dixit-copy (eq (dixit-copy-buffer dixit-copy) (current-buffer)))
    (dixit--mod-text-free (dixit-copy-native dixit-copy)))
  (kill-local-variable 'dixit-copy))

(defun dixit-copy--same (copy)
  "Note that COPY is of the text as it is now."
  (setf (dixit-copy-tick copy) (buffer-chars-modified-tick)
        (dixit-copy-before copy) (buffer-size)
        (dixit-copy-after copy) (buffer-size)))

(defun dixit-copy--right-p (native)
  "Return non-nil if NATIVE has as many bytes as the widened buffer.
Emacs has other bytes for what is no text, and then they are not the same."
  (= (dixit--mod-text-size native) (1- (position-bytes (point-max)))))

(defun dixit-copy-keep (job)
  "Keep a copy of the text of JOB, the module's, all of the widened buffer."
  (dixit-copy-forget)
  (when (>= (buffer-size) dixit-copy-least)
    (let ((native (dixit--mod-text job)))
      (if (not (dixit-copy--right-p native))
          (dixit--mod-text-free native)
        (setq dixit-copy (make-dixit-copy :buffer (current-buffer) :native native))
        (dixit-copy--same dixit-copy)
        (add-hook 'before-change-functions #'dixit-copy--before nil t)
        (add-hook 'after-change-functions #'dixit-copy--after nil t)))))

(defun dixit-copy--update (copy)
  "Bring COPY in step with the widened buffer; return nil if it cannot be."
  (let* ((native (dixit-copy-native copy))
         (size (buffer-size))
         (from (1+ (min size (dixit-copy-before copy))))
         (to (max from (- (1+ size) (dixit-copy-after copy)))))
    (when (<= (- to from) dixit-copy-most)
      (let* ((start (1- (position-bytes from)))
             (rest (- (position-bytes (point-max)) (position-bytes to)))
             (gone (- (dixit--mod-text-size native) start rest)))
        (when (>= gone 0)
          (dixit--mod-text-replace native start gone
                                   (buffer-substring-no-properties from to))
          (when (dixit-copy--right-p native)
            (dixit-copy--same copy)
            t))))))

(defun dixit-copy-changed ()
  "Return how many characters of the text the copy does not have, or nil.
It is nil if there is no copy that is good."
  (let ((copy (dixit-copy--here)))
    (and copy
         (max 0 (- (buffer-size)
                   (dixit-copy-before copy) (dixit-copy-after copy))))))

(defun dixit-copy-give (job)
  "Give JOB, the module's, the text of the widened buffer from the copy.
Return nil, and give it nothing, if there is no copy that is good."
  (let ((copy (dixit-copy--here)))
    (if (and copy
             ;; Bytes that are no text do not go over.
             (condition-case nil (dixit-copy--update copy)
               (wrong-type-argument nil)))
        (progn (dixit--mod-text-give (dixit-copy-native copy) job)
               t)
      (dixit-copy-forget)
      nil)))

(provide 'dixit-copy)

;;; dixit-copy.el ends here
