/**
 */
package io.wirebench.model;


/**
 * <!-- begin-user-doc -->
 * A representation of the model object '<em><b>Expectation</b></em>'.
 * <!-- end-user-doc -->
 *
 * <!-- begin-model-doc -->
 * Something that must hold in a span of the run.
 * <!-- end-model-doc -->
 *
 * <p>
 * The following features are supported:
 * </p>
 * <ul>
 *   <li>{@link io.wirebench.model.Expectation#getMode <em>Mode</em>}</li>
 *   <li>{@link io.wirebench.model.Expectation#getFrom <em>From</em>}</li>
 *   <li>{@link io.wirebench.model.Expectation#getTo <em>To</em>}</li>
 *   <li>{@link io.wirebench.model.Expectation#getThat <em>That</em>}</li>
 * </ul>
 *
 * @see io.wirebench.model.ModelPackage#getExpectation()
 * @model
 * @generated
 */
public interface Expectation extends Named {
	/**
	 * Returns the value of the '<em><b>Mode</b></em>' attribute.
	 * The default value is <code>"within"</code>.
	 * The literals are from the enumeration {@link io.wirebench.model.ExpectationMode}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * within or always.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Mode</em>' attribute.
	 * @see io.wirebench.model.ExpectationMode
	 * @see #setMode(ExpectationMode)
	 * @see io.wirebench.model.ModelPackage#getExpectation_Mode()
	 * @model default="within"
	 * @generated
	 */
	ExpectationMode getMode();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Expectation#getMode <em>Mode</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Mode</em>' attribute.
	 * @see io.wirebench.model.ExpectationMode
	 * @see #getMode()
	 * @generated
	 */
	void setMode(ExpectationMode value);

	/**
	 * Returns the value of the '<em><b>From</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Start of the span as a duration since the start of the run.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>From</em>' attribute.
	 * @see #setFrom(String)
	 * @see io.wirebench.model.ModelPackage#getExpectation_From()
	 * @model
	 * @generated
	 */
	String getFrom();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Expectation#getFrom <em>From</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>From</em>' attribute.
	 * @see #getFrom()
	 * @generated
	 */
	void setFrom(String value);

	/**
	 * Returns the value of the '<em><b>To</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * End of the span.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>To</em>' attribute.
	 * @see #setTo(String)
	 * @see io.wirebench.model.ModelPackage#getExpectation_To()
	 * @model
	 * @generated
	 */
	String getTo();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Expectation#getTo <em>To</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>To</em>' attribute.
	 * @see #getTo()
	 * @generated
	 */
	void setTo(String value);

	/**
	 * Returns the value of the '<em><b>That</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * The condition.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>That</em>' attribute.
	 * @see #setThat(String)
	 * @see io.wirebench.model.ModelPackage#getExpectation_That()
	 * @model
	 * @generated
	 */
	String getThat();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Expectation#getThat <em>That</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>That</em>' attribute.
	 * @see #getThat()
	 * @generated
	 */
	void setThat(String value);

} // Expectation
